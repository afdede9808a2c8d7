package dev.bailiwick.posture.database.backup;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.Disk;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Set;

/**
 * A file that is there when it is whole and safe on the disk. Until then it is called {@code
 * FILE.part}; one that a killed process left is known by nobody having it locked.
 */
final class DraftFile implements AutoCloseable {

    private final Path file;
    private final Path part;
    private final FileChannel channel;

    private DraftFile(Path file, Path part, FileChannel channel) {
        this.file = file;
        this.part = part;
        this.channel = channel;
    }

    /**
     * Readable by the owner alone.
     *
     * @throws CommandException if the file is there already, or is being written
     */
    static DraftFile of(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw exists(file);
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        removeLeftOver(part);
        try {
            FileChannel channel =
                    FileChannel.open(
                            part,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            asFileAttribute(fromString("rw-------")));
            DraftFile draft = new DraftFile(file, part, channel);
            if (!isLocked(channel)) {
                channel.close();
                throw busy(part);
            }
            return draft;
        } catch (FileAlreadyExistsException e) {
            throw busy(part);
        }
    }

    private static void removeLeftOver(Path part) throws IOException {
        if (!Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (FileChannel left =
                FileChannel.open(part, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (!isLocked(left)) {
                throw busy(part);
            }
            Files.delete(part);
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            // by another thread of this process
            return false;
        }
    }

    /** Closing it leaves the file open. */
    OutputStream stream() {
        return new FilterOutputStream(Channels.newOutputStream(channel)) {
            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                out.write(bytes, from, length);
            }

            @Override
            public void close() {}
        };
    }

    long size() throws IOException {
        return channel.size();
    }

    /**
     * Gives the file its name.
     *
     * @throws CommandException if there is one of this name by now
     */
    void publish() throws IOException {
        channel.force(true);
        try {
            // unlike a move, this never replaces
            Files.createLink(file, part);
            Files.delete(part);
        } catch (FileAlreadyExistsException e) {
            throw exists(file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            // a disk that knows no links
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw exists(file);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Disk.sync(Objects.requireNonNull(file.toAbsolutePath().getParent()));
    }

    /** Forgets what was not published. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            Files.deleteIfExists(part);
            channel.close();
        }
    }

    private static CommandException exists(Path file) {
        return CommandException.couldNot(
                "There is a file %s already; backups never replace one.".formatted(file));
    }

    private static CommandException busy(Path part) {
        return CommandException.couldNot(
                "%s is being written by another backup; choose another name.".formatted(part));
    }
}
