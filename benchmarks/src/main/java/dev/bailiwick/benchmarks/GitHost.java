package dev.bailiwick.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

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
import java.util.zip.GZIPInputStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** One repository, served under as many names as are asked for. */
final class GitHost implements AutoCloseable {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final HttpsServer server;
    private final Path authority;
    private final InMemoryRepository repository =
            new InMemoryRepository(new DfsRepositoryDescription("served"));

    private GitHost(HttpsServer server, Path authority) {
        this.server = server;
        this.authority = authority;
    }

    static GitHost start(Path room, Map<String, String> files)
            throws IOException, GeneralSecurityException, InterruptedException {
        KeyStore store = key(room.resolve("key.p12"));
        Path authority =
                Files.writeString(
                        room.resolve("authority.pem"),
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(store.getCertificate("host").getEncoded())
                                + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.setExecutor(task -> Thread.ofVirtual().start(task));
        GitHost host = new GitHost(server, authority);
        host.commit(files);
        server.createContext("/", host::answer);
        server.start();
        return host;
    }

    private static KeyStore key(Path file)
            throws IOException, GeneralSecurityException, InterruptedException {
        String tool = Path.of(System.getProperty("java.home"), "bin/keytool").toString();
        int ended =
                new ProcessBuilder(
                                tool,
                                "-genkeypair",
                                "-alias",
                                "host",
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
                        .start()
                        .waitFor();
        if (ended != 0) {
            throw new IllegalStateException("keytool failed");
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private void commit(Map<String, String> files) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache cache = DirCache.newInCore();
            DirCacheBuilder tree = cache.builder();
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
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

    /** The file of whoever its certificate is signed by. */
    Path authority() {
        return authority;
    }

    String url(String name) {
        return "https://localhost:" + server.getAddress().getPort() + "/" + name + ".git";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            UploadPack pack = new UploadPack(repository);
            pack.setBiDirectionalPipe(false);
            boolean asked = exchange.getRequestURI().getPath().endsWith("/info/refs");
            if (asked) {
                pack.sendAdvertisedRefs(
                        new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
            } else {
                pack.upload(body(exchange), out, null);
            }
            String kind = asked ? "advertisement" : "result";
            exchange.getResponseHeaders()
                    .set("Content-Type", "application/x-git-upload-pack-" + kind);
            exchange.sendResponseHeaders(200, out.size());
            exchange.getResponseBody().write(out.toByteArray());
        }
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(in)
                : in;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
