package dev.bailiwick.posture.database.backup;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.posture.disk.Disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where a backup is unpacked, beside the directory that it becomes. Who unpacks holds a lock in it,
 * so one that a killed process left, with all keys, is known by nobody having it locked.
 */
final class RestoreFolder implements AutoCloseable {

    private static final String CONTENT = "data";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel lock;

    private RestoreFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Open to the owner alone. */
    static RestoreFolder beside(Path target) throws IOException {
        Path folder =
                Files.createTempDirectory(
                        parent(target), prefix(target), asFileAttribute(fromString("rwx------")));
        Path unlocked = folder.resolve("unlocked");
        FileChannel lock =
                FileChannel.open(
                        unlocked,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        asFileAttribute(fromString("rw-------")));
        RestoreFolder made = new RestoreFolder(folder, lock);
        try {
            if (lock.tryLock() == null) {
                throw new IOException(unlocked + " cannot be locked");
            }
            // only by this name is it looked at, so nobody finds it unlocked
            Files.move(unlocked, folder.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
            Files.createDirectory(made.content(), asFileAttribute(fromString("rwx------")));
            return made;
        } catch (IOException e) {
            made.close();
            throw e;
        }
    }

    /** What the data directory is to have; may be moved away. */
    Path content() {
        return folder.resolve(CONTENT);
    }

    /** Removes it with what is still in it. */
    @Override
    public void close() throws IOException {
        try (lock) {
            delete(folder);
        }
    }

    /** The lock last: what is killed here is found by the next one. */
    private static void delete(Path folder) throws IOException {
        Disk.deleteAll(folder.resolve(CONTENT));
        Disk.deleteAll(folder);
    }

    /**
     * Removes what restores of this directory have left that were killed.
     *
     * @return what was removed
     * @throws IOException naming what could not be
     */
    static List<Path> removeLeftOvers(Path target) throws IOException {
        List<Path> removed = new ArrayList<>();
        for (Path folder : ofRestores(target)) {
            Path held = folder.resolve(LOCK);
            if (Files.isRegularFile(held, LinkOption.NOFOLLOW_LINKS) && remove(folder, held)) {
                removed.add(folder);
            }
        }
        return removed;
    }

    private static List<Path> ofRestores(Path target) throws IOException {
        try (Stream<Path> beside = Files.list(parent(target))) {
            return beside.filter(path -> path.getFileName().toString().startsWith(prefix(target)))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
    }

    private static boolean remove(Path folder, Path held) throws IOException {
        try (FileChannel left =
                FileChannel.open(held, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (left.tryLock() == null) {
                return false;
            }
            delete(folder);
            return true;
        } catch (OverlappingFileLockException e) {
            // by another thread of this process
            return false;
        }
    }

    private static Path parent(Path target) {
        return Objects.requireNonNull(target.getParent(), "the root is never restored");
    }

    private static String prefix(Path target) {
        return "." + target.getFileName() + ".restoring-";
    }
}
