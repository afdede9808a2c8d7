package dev.bailiwick.checks.git;

import com.sun.net.httpserver.HttpExchange;

import dev.bailiwick.checks.outward.SecureServer;

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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Serves a repository as those that people keep their code at do. */
final class GitServer {

    record Entry(FileMode mode, String content) {

        static Entry file(String text) {
            return new Entry(FileMode.REGULAR_FILE, text);
        }

        static Entry link(String target) {
            return new Entry(FileMode.SYMLINK, target);
        }

        static Entry otherRepository() {
            return new Entry(FileMode.GITLINK, "");
        }
    }

    private final InMemoryRepository repository =
            new InMemoryRepository(new DfsRepositoryDescription("served"));

    ObjectId commit(Map<String, Entry> files) throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            DirCache cache = DirCache.newInCore();
            DirCacheBuilder tree = cache.builder();
            for (var file : new TreeMap<>(files).entrySet()) {
                var entry = new DirCacheEntry(file.getKey());
                entry.setFileMode(file.getValue().mode());
                entry.setObjectId(
                        inserter.insert(
                                Constants.OBJ_BLOB,
                                file.getValue().content().getBytes(StandardCharsets.UTF_8)));
                tree.add(entry);
            }
            tree.finish();
            return commit(inserter, cache.writeTree(inserter));
        }
    }

    ObjectId commit(ObjectInserter inserter, ObjectId tree) throws IOException {
        var commit = new CommitBuilder();
        var author = new PersonIdent("Ada", "ada@example.com", Instant.EPOCH, ZoneOffset.UTC);
        commit.setTreeId(tree);
        commit.setAuthor(author);
        commit.setCommitter(author);
        commit.setMessage("as it is");
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        RefUpdate update = repository.updateRef("refs/heads/main");
        update.setNewObjectId(id);
        update.forceUpdate();
        repository.updateRef(Constants.HEAD).link("refs/heads/main");
        return id;
    }

    InMemoryRepository repository() {
        return repository;
    }

    void serve(SecureServer server, String path) {
        server.handle(path + "/info/refs", this::advertise);
        server.handle(path + "/git-upload-pack", this::upload);
    }

    void advertise(HttpExchange exchange) throws IOException {
        var out = new ByteArrayOutputStream();
        uploadPack()
                .sendAdvertisedRefs(
                        new PacketLineOutRefAdvertiser(new PacketLineOut(out)), "git-upload-pack");
        answer(exchange, "application/x-git-upload-pack-advertisement", out.toByteArray());
    }

    void upload(HttpExchange exchange) throws IOException {
        InputStream in = exchange.getRequestBody();
        if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            in = new GZIPInputStream(in);
        }
        var out = new ByteArrayOutputStream();
        uploadPack().upload(in, out, null);
        answer(exchange, "application/x-git-upload-pack-result", out.toByteArray());
    }

    static void answer(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private UploadPack uploadPack() {
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        return pack;
    }
}
