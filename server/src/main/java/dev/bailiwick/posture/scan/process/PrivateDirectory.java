package dev.bailiwick.posture.scan.process;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.posture.disk.Disk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * A directory that is there for one attempt at a scan, for nobody but the server's user, and goes
 * with it. A file in it stays locked while it is in use, so that what a dead server left is told
 * from that, whatever the clocks say.
 */
public final class PrivateDirectory implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PrivateDirectory.class);
    private static final String OWNER = "owner";

    /** Within it a server that has made a directory says that it is its own. */
    private static final Duration MAKING = Duration.ofMinutes(1);

    /**
     * Directories of this process, whose locks must not be tried: closing the file that they were
     * tried with would take them away (POSIX, fcntl).
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private @Nullable FileChannel lock;
    private boolean own;

    private PrivateDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /**
     * Makes an empty one in {@code base}. What earlier attempts at the same scan have left, or
     * still use since they do not know that they were taken for dead, is ended and removed first.
     */
    public static PrivateDirectory make(Path base, Mark mark) throws InterruptedException {
        PrivateDirectory directory = new PrivateDirectory(base.resolve(mark.text()));
        mark.endAllUntilNow();
        try {
            if (!Files.isDirectory(base)) {
                Files.createDirectories(base, asFileAttribute(fromString("rwx------")));
            }
            removeUntilNow(base, mark);
            Files.createDirectory(directory.path, asFileAttribute(fromString("rwx------")));
            directory.own();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Locked before it has its name, so that nobody finds it without the lock. */
    private void own() throws IOException {
        own = true;
        OWN.add(path);
        try {
            Path unnamed = file(OWNER + ".new", String.valueOf(ProcessHandle.current().pid()));
            lock = FileChannel.open(unnamed, StandardOpenOption.WRITE);
            lock.lock();
            Files.move(unnamed, path.resolve(OWNER), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            abandon(e);
            throw e;
        }
    }

    /**
     * An interrupt ends each of these steps, and nobody else removes what is this process's own.
     */
    private void abandon(Exception cause) {
        try {
            close();
        } catch (UncheckedIOException e) {
            cause.addSuppressed(e);
        }
    }

    private static void removeUntilNow(Path base, Mark mark) throws IOException {
        List<Path> before;
        try (Stream<Path> all = Files.list(base)) {
            before =
                    all.filter(
                                    each ->
                                            Mark.of(each.getFileName().toString())
                                                    .filter(mark::isNotBefore)
                                                    .isPresent())
                            .toList();
        }
        before.forEach(PrivateDirectory::remove);
    }

    private static boolean remove(Path left) {
        try {
            new PrivateDirectory(left).close();
            return true;
        } catch (UncheckedIOException e) {
            // whoever thaws may write there this moment, and removes it then
            log.warn("What an earlier attempt has left is not removed yet: {}", left, e);
            return false;
        }
    }

    /**
     * Ends and removes all that servers have left in {@code base} that are no more; what cannot be
     * removed stays, and keeps nobody from starting.
     */
    public static void sweep(Path base) throws InterruptedException {
        if (!Files.isDirectory(base)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> all = Files.list(base)) {
            left = all.filter(each -> !isInUse(each)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Path each : left) {
            Optional<Mark> mark = Mark.of(each.getFileName().toString());
            if (mark.isPresent()) {
                mark.get().endAll();
            }
            if (remove(each)) {
                log.info(
                        "Removed what attempt {} of a server that is no more had left",
                        each.getFileName());
            }
        }
    }

    private static boolean isInUse(Path directory) {
        if (OWN.contains(directory.toAbsolutePath().normalize())) {
            return true;
        }
        try (FileChannel owner =
                FileChannel.open(directory.resolve(OWNER), StandardOpenOption.WRITE)) {
            return owner.tryLock() == null;
        } catch (NoSuchFileException e) {
            return isNew(directory);
        } catch (IOException e) {
            log.warn("Whether a server is at work in {} is not told", directory, e);
            return true;
        }
    }

    /** Its server has yet to say that it is its own, perhaps. */
    private static boolean isNew(Path directory) {
        try {
            return Files.getLastModifiedTime(directory)
                    .toInstant()
                    .isAfter(Instant.now().minus(MAKING));
        } catch (IOException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** A directory inside. */
    public Path folder(String name) {
        try {
            return Files.createDirectory(
                    path.resolve(name), asFileAttribute(fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new file inside. */
    public Path file(String name, String content) {
        Path file = path.resolve(name);
        try {
            Files.createFile(file, asFileAttribute(fromString("rw-------")));
            Files.write(
                    file,
                    content.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.TRUNCATE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Removes it with all that is in it, as far as nobody else has; follows no links. What cannot
     * be removed now is in nobody's use from then on, and whoever sweeps tries again.
     */
    @Override
    public void close() {
        try (FileChannel _ = lock) {
            Disk.deleteAll(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (own) {
                OWN.remove(path);
            }
        }
    }
}
