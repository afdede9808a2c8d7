package dev.bailiwick.posture.scan.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** Directories of servers that share a data directory. */
class PrivateDirectoryIT {

    @Test
    void thoseOfALivingNeighbourAreSparedAndThoseOfADeadOneAreNot(@TempDir Path base)
            throws Exception {
        Mark mark = new Mark(UUID.randomUUID().toString(), 1);
        Path theirs = base.resolve(mark.text());
        Process neighbour =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Neighbour.class.getName(),
                                base.toString(),
                                mark.scan())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(neighbour.getInputStream(), UTF_8))) {
            assertThat(said.readLine()).isEqualTo("made");

            PrivateDirectory.sweep(base);
            assertThat(theirs).isDirectory();
            PrivateDirectory.sweep(base);
            assertThat(theirs).as("also when it was looked at before").isDirectory();
        } finally {
            neighbour.destroyForcibly().waitFor();
        }

        PrivateDirectory.sweep(base);
        assertThat(theirs).doesNotExist();
    }

    @Test
    void onesOwnAreSparedUntilTheyAreClosed(@TempDir Path base) throws Exception {
        Mark mark = new Mark(UUID.randomUUID().toString(), 1);

        try (PrivateDirectory own = PrivateDirectory.make(base, mark)) {
            PrivateDirectory.sweep(base);
            PrivateDirectory.sweep(base.toAbsolutePath());

            assertThat(own.path()).isDirectory();
        }

        assertThat(base).isEmptyDirectory();
    }

    @Test
    void nothingIsLeftOfOneWhoseMakingWasInterrupted(@TempDir Path base) throws Exception {
        Mark mark = new Mark(UUID.randomUUID().toString(), 1);

        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> PrivateDirectory.make(base, mark))
                    .isInstanceOf(UncheckedIOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }

        assertThat(base).isEmptyDirectory();
        Path left = Files.createDirectory(base.resolve(mark.text()));
        Files.writeString(left.resolve("owner"), "");
        PrivateDirectory.sweep(base);
        assertThat(left).as("no more this process's own").doesNotExist();
    }

    /** A tree that is too deep to be named; it can be moved there in two parts. */
    @Test
    void whatCannotBeRemovedIsInNobodysUseAndKeepsNothingElse(@TempDir Path room) throws Exception {
        Path base = room.resolve("scans");
        PrivateDirectory own =
                PrivateDirectory.make(base, new Mark(UUID.randomUUID().toString(), 1));
        Path link = Files.createLink(room.resolve("link"), own.path().resolve("owner"));
        Path half = chain(own.path());
        assertThat(chain(room.resolve("rest"))).isDirectory();
        Files.move(room.resolve("rest"), half.resolve("rest"));
        try {
            assertThatThrownBy(own::close).isInstanceOf(UncheckedIOException.class);

            try (FileChannel owner = FileChannel.open(link, StandardOpenOption.WRITE)) {
                assertThat(owner.tryLock()).as("locked by nobody").isNotNull();
            }
            Path other = left(base);
            age(own.path());
            PrivateDirectory.sweep(base);
            assertThat(own.path()).isDirectory();
            assertThat(other).doesNotExist();
        } finally {
            Files.move(half.resolve("rest"), room.resolve("rest"));
        }
        age(own.path());
        PrivateDirectory.sweep(base);
        assertThat(own.path()).doesNotExist();
    }

    /** Directories in each other; two of these are longer than the name of a file may be. */
    private static Path chain(Path from) throws IOException {
        Path end = from;
        for (int i = 0; i < 12; i++) {
            end = end.resolve("x".repeat(200));
        }
        return Files.createDirectories(end);
    }

    private static Path left(Path base) throws IOException {
        Path left = Files.createDirectory(base.resolve(UUID.randomUUID() + ".2"));
        Files.writeString(left.resolve("owner"), String.valueOf(ProcessHandle.current().pid()));
        return left;
    }

    /** Whether there is a file in it that says whose it is or not. */
    private static void age(Path directory) throws IOException {
        Files.setLastModifiedTime(
                directory, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    }

    @Test
    void whatWasLeftWithoutALockGoes(@TempDir Path base) throws Exception {
        Path left = left(base);

        PrivateDirectory.sweep(base);

        assertThat(left).as("whatever process has that number now").doesNotExist();
    }

    /** Another server. */
    static final class Neighbour {

        private Neighbour() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            try (PrivateDirectory _ =
                    PrivateDirectory.make(Path.of(args[0]), new Mark(args[1], 1))) {
                System.out.println("made");
                Thread.currentThread().join();
            }
        }
    }
}
