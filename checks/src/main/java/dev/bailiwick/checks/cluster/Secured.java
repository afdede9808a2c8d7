package dev.bailiwick.checks.cluster;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Encrypted connections that trust, and show, what a kubeconfig says. */
final class Secured {

    private static final char[] NO_SECRET = "in memory".toCharArray();

    private Secured() {}

    /**
     * @throws IOException if a certificate or the key cannot be read; the message repeats nothing
     *     of it
     */
    static SSLSocketFactory by(Kubeconfig kubeconfig) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    kubeconfig.certificate().isBlank() ? null : shown(kubeconfig).getKeyManagers(),
                    kubeconfig.authority().isBlank()
                            ? null
                            : trusted(kubeconfig.authority()).getTrustManagers(),
                    null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("a certificate or key of the kubeconfig cannot be read", e);
        }
    }

    private static TrustManagerFactory trusted(String authority)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        List<X509Certificate> certificates = Pem.certificates(authority);
        if (certificates.isEmpty()) {
            throw new IOException("certificate-authority-data holds no certificate");
        }
        for (int i = 0; i < certificates.size(); i++) {
            store.setCertificateEntry("authority" + i, certificates.get(i));
        }
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(store);
        return trusted;
    }

    private static KeyManagerFactory shown(Kubeconfig kubeconfig)
            throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setKeyEntry(
                "shown",
                Pem.key(kubeconfig.key()),
                NO_SECRET,
                Pem.certificates(kubeconfig.certificate()).toArray(new Certificate[0]));
        var shown = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        shown.init(store, NO_SECRET);
        return shown;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_SECRET);
        return store;
    }
}
