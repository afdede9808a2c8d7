package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.git.GitServer.Entry;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.outward.SecureServer;
import dev.bailiwick.checks.resource.Unread;

import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Repositories of strangers, fetched from a server of this machine that is allowed by name. */
@Timeout(60)
final class GitSourceTest {

    private static final String POD = "apiVersion: v1\nkind: Pod\n";
    private static final String BASIC = "Basic eC1hY2Nlc3MtdG9rZW46aHVudGVyMg==";

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
    void plainFilesOfTheNewestCommitAreFetched() throws IOException {
        git.commit(Map.of("old.yaml", Entry.file(POD)));
        ObjectId newest =
                git.commit(
                        Map.of(
                                "deploy/pod.yaml", Entry.file(POD),
                                "main.tf", Entry.file("locals {}\n"),
                                "notes.txt", Entry.file("nothing\n"),
                                "link.yaml", Entry.link("/etc/passwd"),
                                "hooks/post-checkout", Entry.file("#!/bin/sh\nexit 1\n"),
                                "vendor.tf", Entry.otherRepository(),
                                ".gitmodules",
                                        Entry.file(
                                                "[submodule \"vendor.tf\"]\n  path = vendor.tf\n"
                                                        + "  url = "
                                                        + server.url("/other.git")
                                                        + "\n")));

        assertThat(fetch(null)).isEqualTo(newest.name());

        assertThat(written()).containsExactly("deploy/pod.yaml", "main.tf");
        assertThat(directory.resolve("files/deploy/pod.yaml")).hasContent(POD.strip());
    }

    @Test
    void aRepositoryIsAskedWithoutBeingFetched() throws IOException {
        git.commit(Map.of("a.yaml", Entry.file(POD)));

        allowed().test(server.url("/shop.git"), null, work());

        assertThat(server.requests()).isEqualTo(1);
        assertThatIOException()
                .isThrownBy(() -> allowed().test(server.url("/nothing.git"), null, work()));
    }

    @Test
    void anEmptyRepositoryIsToldAsSuchWhateverIsAskedOfIt() {
        assertThatIOException()
                .isThrownBy(() -> allowed().test(server.url("/shop.git"), null, work()))
                .withMessage("the repository is empty");
        assertThatIOException()
                .isThrownBy(() -> fetch(null))
                .withMessage("the repository is empty");
    }

    @Test
    void aPrivateAddressIsRefusedBeforeAnythingIsSent() {
        assertRefused(source(Destinations.publicOnly(), GitLimits.defaults()), "not public");
        assertThat(server.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1:%d/shop.git",
                "http://localhost:%d/shop.git",
                "https://localhost:99999/shop.git",
                "file:///"
            })
    void whoIsSentElsewhereIsLookedAtAgain(String location) throws IOException {
        git.commit(Map.of("a.yaml", Entry.file(POD)));
        server.handle(
                "/moved.git",
                exchange -> {
                    exchange.getResponseHeaders()
                            .set(
                                    "Location",
                                    location.formatted(server.port())
                                            + "/info/refs?service=git-upload-pack");
                    exchange.sendResponseHeaders(301, -1);
                });

        assertThatIOException()
                .isThrownBy(
                        () ->
                                allowed()
                                        .fetch(
                                                server.url("/moved.git"),
                                                null,
                                                work(),
                                                files(),
                                                unread::add));
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aTokenIsSentToTheHostItIsMeantForAndNotRepeated() throws IOException {
        git.commit(Map.of("a.yaml", Entry.file(POD)));
        server.handle(
                "/private.git/info/refs",
                exchange -> {
                    String given = exchange.getRequestHeaders().getFirst("Authorization");
                    if (BASIC.equals(given)) {
                        git.advertise(exchange);
                    } else {
                        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"g\"");
                        exchange.sendResponseHeaders(401, -1);
                    }
                });
        server.handle("/private.git/git-upload-pack", git::upload);
        String url = server.url("/private.git");

        assertThat(allowed().fetch(url, "hunter2", work(), files(), unread::add)).hasSize(40);
        assertThatIOException()
                .isThrownBy(() -> allowed().fetch(url, "wrong-one", work(), files(), unread::add))
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-one"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "https://localhost:1", "https://localhost"})
    void withATokenNobodyElseIsAsked(String elsewhere) {
        server.handle(
                "/moved.git",
                exchange -> {
                    exchange.getResponseHeaders()
                            .set("Location", elsewhere + "/info/refs?service=git-upload-pack");
                    exchange.sendResponseHeaders(302, -1);
                });

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                allowed()
                                        .fetch(
                                                server.url("/moved.git"),
                                                "hunter2",
                                                work(),
                                                files(),
                                                unread::add))
                .withMessage("the repository leads to another host");
    }

    @Test
    void theOtherProtocolIsNotSpoken() {
        server.handle(
                "/dumb.git/info/refs",
                exchange ->
                        GitServer.answer(
                                exchange,
                                "text/plain",
                                ("a".repeat(40) + "\trefs/heads/main\n")
                                        .getBytes(StandardCharsets.UTF_8)));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                allowed()
                                        .fetch(
                                                server.url("/dumb.git"),
                                                null,
                                                work(),
                                                files(),
                                                unread::add))
                .withMessageContaining("smart protocol");
    }

    @Test
    void moreThanIsAllowedIsNotTaken() throws IOException {
        byte[] noise = new byte[300_000];
        new Random(1).nextBytes(noise);
        String incompressible = Base64.getEncoder().encodeToString(noise);
        git.commit(
                Map.of(
                        "a.yaml", Entry.file(incompressible),
                        "b.yaml", Entry.file("x".repeat(2_000_000))));
        GitLimits all = GitLimits.defaults();

        assertRefused(allowed(new GitLimits(100_000, 100, 9_000_000, all.time())), "100000 bytes");
        assertRefused(allowed(new GitLimits(9_000_000, 2, 9_000_000, all.time())), "2 objects");
        assertRefused(allowed(new GitLimits(9_000_000, 100, 9_000_000, Duration.ZERO)), "too long");
        assertRefused(allowed(new GitLimits(9_000_000, 100, 50, all.time())), "more than 50 bytes");
        assertThat(written()).isEmpty();
    }

    @Test
    void noMoreFilesAreWrittenThanAreRead() throws IOException {
        git.commit(
                Map.of(
                        "a.yaml", Entry.file(POD),
                        "b.yaml", Entry.file(POD),
                        "c.yaml", Entry.file(POD)));
        Limits all = Limits.defaults();
        long bytes = 3L * POD.getBytes(StandardCharsets.UTF_8).length;

        assertRefused(writing(all.withEntries(2)), "more than 2 entries");
        assertRefused(writing(all.withFiles(2)), "more than 2 files");
        assertRefused(writing(all.withBytes(all.fileBytes(), bytes - 1)), "bytes in all");
    }

    @Test
    void largeJsonThatSaysNothingIsNotWritten() throws IOException {
        git.commit(
                Map.of(
                        "a.json", Entry.file("{\"packages\": [1, 2, 3]}"),
                        "b.json", Entry.file("{\"apiVersion\": 1, \"kind\": 2}")));

        writing(Limits.defaults().withBytes(10, 1_000))
                .fetch(server.url("/shop.git"), null, work(), files(), unread::add);

        assertThat(written()).containsExactly("b.json");
    }

    private GitSource writing(Limits files) {
        return new GitSource(
                Destinations.publicAnd(Set.of("localhost")),
                GitLimits.defaults(),
                files,
                server.trusting());
    }

    @Test
    void aPackThatPromisesMoreObjectsThanThereIsMemoryIsRefused() throws IOException {
        ObjectId head = git.commit(Map.of("a.yaml", Entry.file(POD)));
        server.handle(
                "/bomb.git/info/refs",
                exchange ->
                        GitServer.answer(
                                exchange,
                                "application/x-git-upload-pack-advertisement",
                                (packet("# service=git-upload-pack\n")
                                                + "0000"
                                                + packet(
                                                        head.name()
                                                                + " HEAD\0multi_ack_detailed"
                                                                + " shallow\n")
                                                + "0000")
                                        .getBytes(StandardCharsets.UTF_8)));
        var pack = new ByteArrayOutputStream();
        pack.writeBytes(
                (packet("shallow " + head.name()) + "0000" + packet("NAK\n"))
                        .getBytes(StandardCharsets.UTF_8));
        pack.writeBytes(ByteBuffer.allocate(12).putInt(0x5041434b).putInt(2).putInt(-1).array());
        server.handle(
                "/bomb.git/git-upload-pack",
                exchange ->
                        GitServer.answer(
                                exchange,
                                "application/x-git-upload-pack-result",
                                pack.toByteArray()));

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                allowed()
                                        .fetch(
                                                server.url("/bomb.git"),
                                                null,
                                                work(),
                                                files(),
                                                unread::add))
                .withMessageContaining("objects");
    }

    /** Behind the limit of what is sent there would be a thousand times as much. */
    @Test
    void anAnswerThatIsPackedOnceMoreIsNotUnpacked() throws IOException {
        git.commit(Map.of("a.yaml", Entry.file(POD)));
        List<String> wanted = new CopyOnWriteArrayList<>();
        server.handle(
                "/packed.git/info/refs",
                exchange -> {
                    wanted.addAll(
                            exchange.getRequestHeaders()
                                    .getOrDefault("Accept-Encoding", List.of()));
                    git.advertise(exchange);
                });
        server.handle(
                "/packed.git/git-upload-pack",
                exchange -> {
                    var packed = new ByteArrayOutputStream();
                    try (var gzip = new GZIPOutputStream(packed)) {
                        gzip.write(new byte[50_000_000]);
                    }
                    exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                    GitServer.answer(
                            exchange, "application/x-git-upload-pack-result", packed.toByteArray());
                });

        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                allowed()
                                        .fetch(
                                                server.url("/packed.git"),
                                                null,
                                                work(),
                                                files(),
                                                unread::add))
                .withMessageContaining("packed once more");
        assertThat(wanted).isEmpty();
    }

    @Test
    void moreBranchesThanThereIsMemoryForAreNotHeard() throws IOException {
        ObjectId head = git.commit(Map.of("a.yaml", Entry.file(POD)));
        var refs = new ByteArrayOutputStream();
        refs.writeBytes(
                (packet("# service=git-upload-pack\n")
                                + "0000"
                                + packet(head.name() + " HEAD\0multi_ack_detailed shallow\n"))
                        .getBytes(StandardCharsets.UTF_8));
        String name = "n".repeat(900);
        for (int i = 0; i < 20_000; i++) {
            refs.writeBytes(
                    packet(head.name() + " refs/heads/" + name + i + "\n")
                            .getBytes(StandardCharsets.UTF_8));
        }
        refs.writeBytes("0000".getBytes(StandardCharsets.UTF_8));
        server.handle(
                "/many.git/info/refs",
                exchange ->
                        GitServer.answer(
                                exchange,
                                "application/x-git-upload-pack-advertisement",
                                refs.toByteArray()));

        for (boolean asked : List.of(true, false)) {
            assertThatExceptionOfType(RefusedException.class)
                    .isThrownBy(
                            () -> {
                                String url = server.url("/many.git");
                                if (asked) {
                                    allowed().test(url, null, work());
                                } else {
                                    allowed().fetch(url, null, work(), files(), unread::add);
                                }
                            })
                    .withMessageContaining("bytes were sent");
        }
    }

    @Test
    void whatTheMachinesOwnGitIsToldIsNotHeeded() throws Exception {
        NoHostSettings.install();

        assertThat(SystemReader.getInstance().getUserConfig().getSections())
                .isSubsetOf("filesystem");
        assertThat(SystemReader.getInstance().getSystemConfig().getSections())
                .isSubsetOf("filesystem");
        assertThat(SystemReader.getInstance().getenv("PATH")).isNull();
    }

    private static String packet(String line) {
        return "%04x%s".formatted(line.length() + 4, line);
    }

    private String fetch(@Nullable String token) throws IOException {
        return allowed().fetch(server.url("/shop.git"), token, work(), files(), unread::add);
    }

    private void assertRefused(GitSource source, String reason) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(
                        () ->
                                source.fetch(
                                        server.url("/shop.git"),
                                        null,
                                        work(),
                                        files(),
                                        unread::add))
                .withMessageContaining(reason);
    }

    private GitSource allowed() {
        return allowed(GitLimits.defaults());
    }

    private GitSource allowed(GitLimits limits) {
        return source(Destinations.publicAnd(Set.of("localhost")), limits);
    }

    private GitSource source(Destinations destinations, GitLimits limits) {
        return new GitSource(destinations, limits, Limits.defaults(), server.trusting());
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
