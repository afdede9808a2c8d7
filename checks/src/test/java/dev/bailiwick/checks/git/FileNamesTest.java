package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.git.GitServer.Entry;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.outward.SecureServer;
import dev.bailiwick.checks.resource.Unread;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files of a repository that the disk of this machine takes, and those that it does not. */
@Timeout(60)
final class FileNamesTest {

    private static final String POD = "apiVersion: v1\nkind: Pod\n";

    @TempDir static Path keys;
    @TempDir Path directory;

    private final GitServer git = new GitServer();
    private final List<Unread> unread = new ArrayList<>();
    private SecureServer server;

    @BeforeEach
    void start() throws Exception {
        server = SecureServer.start(keys);
        git.serve(server, "/shop.git");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatNoDiskNamesIsToldAndTheRestIsFetched() throws IOException {
        String longest = "a".repeat(250) + ".yaml";
        git.commit(
                Map.of(
                        longest,
                        Entry.file(POD),
                        "é".repeat(130) + ".yaml",
                        Entry.file(POD),
                        "long/" + "b".repeat(300) + "/one.yaml",
                        Entry.file(POD),
                        "long/" + "b".repeat(300) + "/two.yaml",
                        Entry.file(POD),
                        ("d".repeat(200) + "/").repeat(25) + "deep.yaml",
                        Entry.file(POD),
                        "pod.yaml",
                        Entry.file(POD)));

        assertThat(fetch()).hasSize(40);

        assertThat(written()).containsExactly(longest, "pod.yaml");
        assertThat(unread)
                .extracting(Unread::file)
                .containsExactlyInAnyOrder(
                        "é".repeat(130) + ".yaml",
                        "long/" + "b".repeat(300),
                        ("d".repeat(200) + "/").repeat(25) + "deep.yaml");
        assertThat(unread)
                .extracting(Unread::reason)
                .containsOnly("this machine cannot write a file of this name");
    }

    @Test
    void whatIsDeeperThanIsReadIsToldAlsoIfNothingStandsAboveIt() throws IOException {
        String deep = "d" + "/d".repeat(Limits.defaults().depth());
        git.commit(
                Map.of(
                        deep + "/e/f/pod.yaml",
                        Entry.file(POD),
                        deep.substring(2) + "/pod.yaml",
                        Entry.file(POD)));

        assertThat(fetch()).hasSize(40);

        assertThat(written()).containsExactly(deep.substring(2) + "/pod.yaml");
        assertThat(unread).extracting(Unread::file).containsExactly(deep);
    }

    @Test
    void namesInAnotherCharacterSetAreWritten() throws IOException {
        byte[] latin = "caf\u00e9.yaml".getBytes(StandardCharsets.ISO_8859_1);
        git.commit(Map.of("notes.txt", Entry.file("nothing\n")));
        try (ObjectInserter inserter = git.repository().newObjectInserter()) {
            ObjectId pod =
                    inserter.insert(Constants.OBJ_BLOB, POD.getBytes(StandardCharsets.UTF_8));
            var tree = new TreeFormatter();
            tree.append(latin, FileMode.REGULAR_FILE, pod);
            git.commit(inserter, inserter.insert(tree));
        }

        assertThat(fetch()).hasSize(40);

        assertThat(written()).containsExactly("caf%E9.yaml");
        assertThat(unread).isEmpty();
    }

    /** As a disk does that knows no capitals. */
    @Test
    void whoseNameIsTakenOnTheDiskIsTold() throws IOException {
        git.commit(
                Map.of("deploy/a.yaml", Entry.file(POD), "deploy/pod.yaml", Entry.file("other\n")));
        Files.createDirectories(files().resolve("deploy"));
        Files.writeString(files().resolve("deploy/a.yaml"), "taken");

        fetch();

        assertThat(unread).extracting(Unread::file).containsExactly("deploy/a.yaml");
        assertThat(written()).containsExactly("deploy/a.yaml", "deploy/pod.yaml");
        assertThat(files().resolve("deploy/a.yaml")).hasContent("taken");
    }

    @Test
    void aRepositoryOfNamesThatCannotBeWrittenIsRefused() throws IOException {
        git.commit(
                IntStream.rangeClosed(0, 1_000)
                        .boxed()
                        .collect(
                                Collectors.toMap(
                                        n -> "x".repeat(260) + n + ".yaml", n -> Entry.file(POD))));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(this::fetch)
                .withMessageContaining("more than 1000 files whose names");
    }

    @Test
    void troubleOfOurOwnDiskIsToldAsSuch() throws IOException {
        git.commit(Map.of("a.yaml", Entry.file(POD)));
        Path file = Files.createFile(directory.resolve("file"));
        String url = server.url("/shop.git");

        for (ThrowingCallable fetching :
                List.<ThrowingCallable>of(
                        () -> source().fetch(url, null, work(), file, unread::add),
                        () -> source().fetch(url, null, file, files(), unread::add),
                        () -> source().test(url, null, file))) {
            assertThatExceptionOfType(UnkeptException.class)
                    .isThrownBy(fetching)
                    .withMessage("it cannot be kept on this machine");
        }
        assertThat(unread).isEmpty();
    }

    private String fetch() throws IOException {
        return source().fetch(server.url("/shop.git"), null, work(), files(), unread::add);
    }

    private GitSource source() {
        return new GitSource(
                Destinations.publicAnd(Set.of("localhost")),
                GitLimits.defaults(),
                Limits.defaults(),
                server.trusting());
    }

    private Path work() throws IOException {
        return Files.createTempDirectory(directory, "work");
    }

    private Path files() throws IOException {
        return Files.createDirectories(directory.resolve("files"));
    }

    private List<String> written() throws IOException {
        Path files = files();
        try (Stream<Path> all = Files.walk(files)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> files.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }
}
