package dev.bailiwick.checks.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.SecureServer;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** A server that takes a request and never answers it. */
@Timeout(60)
final class SilentServerTest {

    @TempDir static Path keys;
    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"/info/refs", "/git-upload-pack"})
    void itsSilenceIsToldWithItsLength(String silent) throws Exception {
        GitServer git = new GitServer();
        git.commit(Map.of("a.yaml", GitServer.Entry.file("kind: Pod\n")));
        CountDownLatch over = new CountDownLatch(1);
        try (SecureServer server = SecureServer.start(keys)) {
            server.handle(
                    "/shop.git/info/refs",
                    exchange -> {
                        if (silent.equals("/info/refs")) {
                            await(over);
                        } else {
                            git.advertise(exchange);
                        }
                    });
            server.handle("/shop.git/git-upload-pack", exchange -> await(over));
            GitSource source =
                    new GitSource(
                            Destinations.publicAnd(Set.of("localhost")),
                            GitLimits.defaults(),
                            Limits.defaults(),
                            server.trusting(),
                            Duration.ofSeconds(1));

            assertThat(failure(source, server.url("/shop.git")))
                    .isInstanceOf(IOException.class)
                    .hasMessage("its server has said nothing for 1 seconds");
        } finally {
            over.countDown();
        }
    }

    /** On a thread as scans are made on: another kind is told of the end of a read otherwise. */
    private Throwable failure(GitSource source, String url) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Throwable failure =
                    catchThrowable(
                            () ->
                                    threads.submit(
                                                    () ->
                                                            source.fetch(
                                                                    url,
                                                                    null,
                                                                    directory.resolve("work"),
                                                                    directory.resolve("files"),
                                                                    unread -> {}))
                                            .get());
            assertThat(failure).isInstanceOf(ExecutionException.class);
            return Objects.requireNonNull(failure.getCause());
        }
    }

    private static void await(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
