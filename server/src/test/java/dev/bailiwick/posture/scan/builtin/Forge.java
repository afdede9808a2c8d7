package dev.bailiwick.posture.scan.builtin;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import dev.bailiwick.posture.Eventually;

import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Where code is kept and where a cluster answers, on this machine: {@code /shop.git} for everybody,
 * {@code /private.git} for who has {@link #TOKEN}, {@code /silent.git} that never answers, {@code
 * /broken.git} that ends its complaint as C does, and lists of a cluster.
 */
final class Forge implements AutoCloseable {

    /** Opens what is not for everybody. */
    static final String TOKEN = "planted-token-of-the-forge";

    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String BASIC =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(("x-access-token:" + TOKEN).getBytes(UTF_8));

    private final HttpsServer server;
    private final Path authority;
    private final InMemoryRepository repository =
            new InMemoryRepository(new DfsRepositoryDescription("shop"));
    private final Map<String, String> lists = new ConcurrentHashMap<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile CountDownLatch waiting = new CountDownLatch(1);

    private Forge(HttpsServer server, Path authority) {
        this.server = server;
        this.authority = authority;
    }

    /**
     * @param directory for its key, whose certificate is for {@code localhost} alone
     */
    static Forge start(Path directory) throws IOException {
        try {
            KeyStore store = key(Files.createDirectories(directory).resolve("key.p12"));
            Path authority = directory.resolve("authority.pem");
            Files.writeString(authority, pem(store));
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            HttpsServer server =
                    HttpsServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            server.setExecutor(task -> Thread.ofVirtual().name("forge").start(task));
            Forge forge = new Forge(server, authority);
            server.createContext("/", forge::handle);
            server.start();
            return forge;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore key(Path file) throws IOException, GeneralSecurityException {
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                                "-genkeypair",
                                "-alias",
                                "forge",
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
        if (keytool.onExit().join().exitValue() != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static String pem(KeyStore store) throws GeneralSecurityException {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(store.getCertificate("forge").getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    /** The file of whoever its certificate is signed by. */
    Path authority() {
        return authority;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url(String path) {
        return "https://localhost:" + port() + path;
    }

    /** From now on the repositories hold these files. */
    void commit(Map<String, String> files) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache cache = DirCache.newInCore();
            DirCacheBuilder tree = cache.builder();
            for (var file : new TreeMap<>(files).entrySet()) {
                DirCacheEntry entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(FileMode.REGULAR_FILE);
                entry.setObjectId(
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(UTF_8)));
                tree.add(entry);
            }
            tree.finish();
            CommitBuilder commit = new CommitBuilder();
            PersonIdent author =
                    new PersonIdent("Ada", "ada@example.com", Instant.EPOCH, ZoneOffset.UTC);
            commit.setTreeId(cache.writeTree(inserter));
            commit.setAuthor(author);
            commit.setCommitter(author);
            commit.setMessage("as it is");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            RefUpdate update = repository.updateRef("refs/heads/main");
            update.setNewObjectId(id);
            update.forceUpdate();
            repository.updateRef(Constants.HEAD).link("refs/heads/main");
        }
    }

    /** What the cluster answers; {@code wait} for a list makes whoever asks for it wait. */
    void list(String path, String answer) {
        lists.put(path, answer);
    }

    void forgetLists() {
        lists.clear();
    }

    /** Waits until somebody waits in vain. */
    void awaitVictim() {
        Eventually.passes(waiting);
        waiting = new CountDownLatch(1);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (path.startsWith("/silent.git")) {
                holdUp(exchange);
            } else if (path.startsWith("/private.git") && !isOpenedBy(exchange, BASIC)) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"forge\"");
                exchange.sendResponseHeaders(401, -1);
            } else if (path.startsWith("/broken.git")) {
                complain(exchange);
            } else if (path.endsWith(".git/info/refs")) {
                advertise(exchange);
            } else if (path.endsWith(".git/git-upload-pack")) {
                upload(exchange);
            } else {
                list(exchange, path);
            }
        }
    }

    private static boolean isOpenedBy(HttpExchange exchange, String authorization) {
        return authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private void holdUp(HttpExchange exchange) throws IOException {
        waiting.countDown();
        Eventually.passes(end);
        exchange.sendResponseHeaders(503, -1);
    }

    private void list(HttpExchange exchange, String path) throws IOException {
        String answer = lists.get(path);
        if (!isOpenedBy(exchange, "Bearer " + TOKEN)) {
            exchange.sendResponseHeaders(401, -1);
        } else if (answer == null) {
            exchange.sendResponseHeaders(403, -1);
        } else if (answer.equals("wait")) {
            holdUp(exchange);
        } else {
            answer(exchange, "application/json", answer.getBytes(UTF_8));
        }
    }

    private void advertise(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        uploadPack()
                .sendAdvertisedRefs(
                        new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
        answer(exchange, "application/x-git-upload-pack-advertisement", out.toByteArray());
    }

    private static void complain(HttpExchange exchange) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PacketLineOut lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        lines.writeString("ERR its objects are\0 corrupt.\0");
        lines.end();
        answer(exchange, "application/x-git-upload-pack-advertisement", out.toByteArray());
    }

    private void upload(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        uploadPack().upload(in, out, null);
        answer(exchange, "application/x-git-upload-pack-result", out.toByteArray());
    }

    private UploadPack uploadPack() {
        UploadPack pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        return pack;
    }

    private static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
