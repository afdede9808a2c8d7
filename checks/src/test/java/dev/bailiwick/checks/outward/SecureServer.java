package dev.bailiwick.checks.outward;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A server of this machine with a certificate of its own, for {@code localhost} alone. */
public final class SecureServer implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final KeyStore store;
    private final SSLContext context;
    private final AtomicInteger requests = new AtomicInteger();

    private SecureServer(HttpsServer server, KeyStore store, SSLContext context) {
        this.server = server;
        this.store = store;
        this.context = context;
    }

    /**
     * @param directory for the certificate
     */
    public static SecureServer start(Path directory) throws Exception {
        return start(directory, HttpsConfigurator::new);
    }

    /** As {@link #start}; asks whoever connects for a certificate that it trusts. */
    public static SecureServer startAsking(Path directory) throws Exception {
        return start(directory, SecureServer::askingForCertificates);
    }

    private static SecureServer start(
            Path directory, Function<SSLContext, HttpsConfigurator> configured) throws Exception {
        Path file = directory.resolve("key.p12");
        if (!Files.exists(file)) {
            Process keytool =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "keytool")
                                            .toString(),
                                    "-genkeypair",
                                    "-alias",
                                    "server",
                                    "-keyalg",
                                    "EC",
                                    "-dname",
                                    "CN=localhost",
                                    "-ext",
                                    "san=dns:localhost",
                                    "-keystore",
                                    file.toString(),
                                    "-storepass",
                                    new String(PASSWORD))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
        }
        KeyStore store = store(file);
        SSLContext context = context(store);
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(configured.apply(context));
        server.setExecutor(task -> Thread.ofVirtual().name("secure-server").start(task));
        server.start();
        return new SecureServer(server, store, context);
    }

    private static KeyStore store(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        // a key is no authority: what it is signed with is taken for one here
        var authorities = KeyStore.getInstance("PKCS12");
        try {
            authorities.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        authorities.setCertificateEntry("server", store.getCertificate("server"));
        trust.init(authorities);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    /** The server's certificate, as PEM. */
    public String certificate() throws GeneralSecurityException {
        return pem("CERTIFICATE", store.getCertificate("server").getEncoded());
    }

    /** The key of {@link #certificate}, as PEM. */
    public String key() throws GeneralSecurityException {
        return pem("PRIVATE KEY", store.getKey("server", PASSWORD).getEncoded());
    }

    private static String pem(String kind, byte[] encoded) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder().encodeToString(encoded)
                + "\n-----END "
                + kind
                + "-----\n";
    }

    private static HttpsConfigurator askingForCertificates(SSLContext context) {
        return new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters wanted = context.getDefaultSSLParameters();
                wanted.setNeedClientAuth(true);
                parameters.setSSLParameters(wanted);
            }
        };
    }

    public void handle(String path, HttpHandler handler) {
        server.createContext(
                path,
                exchange -> {
                    requests.incrementAndGet();
                    try (exchange) {
                        handler.handle(exchange);
                    }
                });
    }

    public int requests() {
        return requests.get();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** {@code https://localhost:PORT} and {@code path}. */
    public String url(String path) {
        return "https://localhost:" + port() + path;
    }

    /** Trusts this server's certificate. */
    public SSLSocketFactory trusting() {
        return context.getSocketFactory();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
