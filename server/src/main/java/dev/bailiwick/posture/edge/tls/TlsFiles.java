package dev.bailiwick.posture.edge.tls;

import org.springframework.boot.autoconfigure.ssl.PemSslBundleProperties;
import org.springframework.boot.autoconfigure.ssl.PropertiesSslBundle;
import org.springframework.boot.ssl.SslBundle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What stands in the two files of a certificate and its key at one moment. */
record TlsFiles(String certificate, String key) {

    private static final String PEM = "-----BEGIN ";

    /**
     * @throws UnusableException if one of them cannot be read
     */
    static TlsFiles read(Path certificate, Path key) throws UnusableException {
        return new TlsFiles(text(certificate), text(key));
    }

    private static String text(Path file) throws UnusableException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UnusableException(file + " cannot be read", e);
        }
    }

    /**
     * The same, ready to be served.
     *
     * @throws UnusableException if one of them is none, or the key is not that of the certificate
     */
    SslBundle bundle() throws UnusableException {
        requirePem("certificate", certificate);
        requirePem("key", key);
        PemSslBundleProperties properties = new PemSslBundleProperties();
        properties.getKeystore().setCertificate(certificate);
        properties.getKeystore().setPrivateKey(key);
        properties.getKeystore().setVerifyKeys(true);
        try {
            SslBundle bundle = PropertiesSslBundle.get(properties);
            bundle.createSslContext();
            return bundle;
        } catch (RuntimeException e) {
            throw new UnusableException(reason(e), e);
        }
    }

    private static void requirePem(String name, String text) throws UnusableException {
        if (!text.contains(PEM)) {
            throw new UnusableException("the file of the " + name + " has nothing in PEM", null);
        }
    }

    /** The keys stay out of it. */
    private static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return message.contains(PEM) ? root.getClass().getSimpleName() : message;
    }

    @Override
    public String toString() {
        return "TlsFiles";
    }
}
