package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.git.GitServer.Entry;
import dev.bailiwick.checks.outward.Connections;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.SecureServer;

import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLSocketFactory;

/** Repositories that take much to be unpacked, several at once. */
@Timeout(120)
final class BoundedRepositoryTest {

    private static final int MEGABYTE = 1024 * 1024;

    @TempDir static Path keys;
    @TempDir Path directory;

    @Test
    void theTimeOfWhoWaitsForAnotherStandsStill() throws Exception {
        Connections second;
        Turn turn;
        try (BoundedRepository first = repository(connections(Duration.ofMinutes(1)))) {
            unpack(first);
            // which it would be over long before, had it no need to wait
            second = connections(Duration.ofSeconds(12));
            turn =
                    Turn.start(
                            () -> {
                                try (BoundedRepository repository = repository(second)) {
                                    unpack(repository);
                                }
                            });
            UnpackingTest.awaitInTurn(turn.thread());
            while (!second.isOver()) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(turn.over()).isNotDone();
        }

        turn.over().get();
        assertThat(second.isOver()).isFalse();
    }

    /** There would not be room for half of them. */
    @Test
    void whoeverIsThroughLeavesTheRoomToTheNext() throws Exception {
        var git = new GitServer();
        byte[] noise = new byte[3 * MEGABYTE];
        new Random(1).nextBytes(noise);
        String same = HexFormat.of().formatHex(noise);
        git.commit(Map.of("a.yaml", Entry.file(same + "a"), "b.yaml", Entry.file(same + "b")));
        try (SecureServer server = SecureServer.start(keys)) {
            git.serve(server, "/shop.git");
            var source =
                    new GitSource(
                            Destinations.publicAnd(Set.of("localhost")),
                            GitLimits.defaults(),
                            Limits.defaults(),
                            server.trusting());
            var turns = new ArrayList<Turn>();
            try (Unpacking all = Unpacking.of(64L * MEGABYTE)) {
                assertThat(all).isNotNull();
                for (int i = 0; i < 4; i++) {
                    turns.add(Turn.start(() -> fetchTwice(source, server.url("/shop.git"))));
                }
                for (Turn each : turns) {
                    UnpackingTest.awaitInTurn(each.thread());
                    assertThat(each.over()).isNotDone();
                }
            }

            for (Turn each : turns) {
                each.over().get();
            }
        }
    }

    /** However long it takes to write them all. */
    @Test
    void whoWaitsHasItsTurnBetweenTwoFiles() throws Exception {
        Connections connections = connections(Duration.ofMinutes(1));
        try (BoundedRepository first = repository(connections)) {
            ObjectId commit = committed(first, "a.yaml", "b.yaml");
            unpack(first);
            Turn turn = Turn.start(() -> Unpacking.of(64L * MEGABYTE).close());
            UnpackingTest.awaitInTurn(turn.thread());
            Path files = Files.createTempDirectory(directory, "files");

            new CommittedFiles(first, Limits.defaults(), connections, _ -> {}).write(commit, files);

            assertThat(turn.over()).isDone();
            assertThat(files.resolve("b.yaml")).exists();
            Turn last = Turn.start(() -> Unpacking.of(64L * MEGABYTE).close());
            UnpackingTest.awaitInTurn(last.thread());
            assertThat(last.over()).as("it has taken it again").isNotDone();
        }
    }

    private static ObjectId committed(BoundedRepository repository, String... files)
            throws IOException {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var tree = new TreeFormatter();
            ObjectId blob = inserter.insert(Constants.OBJ_BLOB, new byte[] {'a'});
            for (String file : files) {
                tree.append(file, FileMode.REGULAR_FILE, blob);
            }
            var commit = new CommitBuilder();
            commit.setTreeId(inserter.insert(tree));
            var nobody = new PersonIdent("nobody", "nobody@example.com");
            commit.setAuthor(nobody);
            commit.setCommitter(nobody);
            ObjectId made = inserter.insert(commit);
            inserter.flush();
            return made;
        }
    }

    private void fetchTwice(GitSource source, String url) throws IOException {
        for (int i = 0; i < 2; i++) {
            Path work = Files.createTempDirectory(directory, "work");
            Path files = Files.createTempDirectory(directory, "files");
            source.fetch(url, null, work, files, unread -> {});
        }
    }

    /** One megabyte more than half of what there is. */
    private static void unpack(BoundedRepository repository) throws IOException {
        var pack = new MadePack();
        int large = 16 * MEGABYTE;
        int base = pack.whole(Constants.OBJ_BLOB, new byte[large]);
        pack.difference(base, large, large);
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            var _ = inserter.newPackParser(new ByteArrayInputStream(pack.of(2).array()));
        }
    }

    private BoundedRepository repository(Connections connections) throws IOException {
        Path work = Files.createTempDirectory(directory, "work");
        var repository =
                new BoundedRepository(
                        work.toFile(), GitLimits.defaults(), connections, Duration.ZERO);
        repository.create(true);
        return repository;
    }

    private static Connections connections(Duration time) {
        return new Connections(
                Destinations.publicOnly(),
                (SSLSocketFactory) SSLSocketFactory.getDefault(),
                time,
                1_000_000);
    }

    private record Turn(Thread thread, CompletableFuture<String> over) {

        interface Work {
            void run() throws IOException;
        }

        static Turn start(Work work) {
            var over = new CompletableFuture<String>();
            Thread thread =
                    Thread.ofPlatform()
                            .daemon()
                            .start(
                                    () -> {
                                        try {
                                            work.run();
                                            over.complete("through");
                                        } catch (IOException | RuntimeException e) {
                                            over.completeExceptionally(e);
                                        }
                                    });
            return new Turn(thread, over);
        }
    }
}
