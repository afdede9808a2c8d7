package dev.bailiwick.checks.outward;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A server of this machine with a certificate of its own, for {@code localhost} alone. */
public final class SecureServer implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final SSLContext context;
    private final AtomicInteger requests = new AtomicInteger();

    private SecureServer(HttpsServer server, SSLContext context) {
        this.server = server;
        this.context = context;
    }

    /**
     * @param directory for the certificate
     */
    public static SecureServer start(Path directory) throws Exception {
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
        SSLContext context = context(file);
        var server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(task -> Thread.ofVirtual().name("secure-server").start(task));
        server.start();
        return new SecureServer(server, context);
    }

    private static SSLContext context(Path file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
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
