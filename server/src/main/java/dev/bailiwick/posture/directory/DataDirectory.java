package dev.bailiwick.posture.directory;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.FileFault;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory of {@code --data}: what this installation keeps on disk, its secrets first. What it
 * has for the embedded PostgreSQL is for that to say.
 */
public final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final @Nullable FileChannel lock;

    private DataDirectory(Path path, @Nullable FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory if there is none and holds it for this process until {@link #close}.
     *
     * @throws CommandException if another process holds it or it cannot be written
     */
    public static DataDirectory hold(Path path) {
        try {
            Path absolute = path.toAbsolutePath().normalize();
            if (!Files.isDirectory(absolute)) {
                Files.createDirectories(absolute, asFileAttribute(fromString("rwx------")));
            }
            DataDirectory unheld = at(absolute);
            if (!Files.isDirectory(unheld.secrets())) {
                Files.createDirectory(unheld.secrets(), asFileAttribute(fromString("rwx------")));
            }
            return new DataDirectory(absolute, hold(unheld));
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The data directory %s cannot be written (%s); choose another with --data."
                            .formatted(path, FileFault.of(e)));
        }
    }

    /**
     * Uses what another process of this installation holds.
     *
     * @throws CommandException if there is none
     */
    public static DataDirectory join(Path path) {
        DataDirectory joined = at(path.toAbsolutePath().normalize());
        if (!Files.isDirectory(joined.secrets())) {
            throw CommandException.couldNot(
                    "There are no secrets in %s: name the --data of the server, or a directory with a copy of its secrets."
                            .formatted(joined.path));
        }
        return joined;
    }

    /** For its places alone: it is not held, and need not be there. */
    public static DataDirectory at(Path path) {
        return new DataDirectory(path, null);
    }

    public Path path() {
        return path;
    }

    /** The directory of passwords and keys; nobody but the owner may enter it. */
    public Path secrets() {
        return path.resolve("secrets");
    }

    /** Whoever has this file may make the first account; there until that is made. */
    public Path firstAccount() {
        return secrets().resolve("first-account");
    }

    /** Where the key is that opens those of credentials, unless settings have another place. */
    public Path masterKey() {
        return secrets().resolve("master-key");
    }

    /** Where the key of invitations is, unless settings have another place. */
    public Path invitationKey() {
        return secrets().resolve("invitation-key");
    }

    /** Where the keys are that sign tokens, unless settings have another place. */
    public Path tokenKeys() {
        return path.resolve("keys");
    }

    /** Where each scan has a folder while it is made, with credentials in it. */
    public Path scans() {
        return path.resolve("scans");
    }

    /** Has the number of the process that holds the directory. */
    public Path lock() {
        return path.resolve("lock");
    }

    @Override
    public void close() {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            throw new IllegalStateException("the lock of " + path + " cannot be given up", e);
        }
    }

    private static FileChannel hold(DataDirectory directory) throws IOException {
        Path file = directory.lock();
        FileChannel channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            FileLock held = channel.tryLock();
            if (held != null) {
                byte[] pid =
                        Long.toString(ProcessHandle.current().pid())
                                .getBytes(StandardCharsets.US_ASCII);
                channel.truncate(0).write(ByteBuffer.wrap(pid));
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // held by this very process: answered below like any other holder
        }
        channel.close();
        throw CommandException.couldNot(
                "The data directory %s is in use by process %s; stop that one or choose another with --data."
                        .formatted(directory.path, Files.readString(file).trim()));
    }
}
