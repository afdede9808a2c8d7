package dev.bailiwick.posture.database.embedded;

import dev.bailiwick.posture.disk.Disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file in a data directory that was made of a backup, until a server has been started there: what
 * was true when the backup was made is made up for by then.
 */
public final class RestoreMark {

    private static final String KEYS = "revoke-keys";

    private final Path data;
    private final Path file;

    /**
     * @param data the data directory
     */
    public RestoreMark(Path data) {
        this.data = data;
        this.file = data.resolve("restored");
    }

    /**
     * @param revokesKeys whether API keys end too
     */
    public void set(boolean revokesKeys) throws IOException {
        // like all that is restored, for its owner alone
        Files.createFile(
                file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, revokesKeys ? KEYS : "");
    }

    public boolean isSet() {
        return Files.exists(file);
    }

    public boolean revokesKeys() throws IOException {
        return Files.readString(file).equals(KEYS);
    }

    /** For good: were it there again after a power failure, what was made since would end too. */
    public void remove() throws IOException {
        if (Files.deleteIfExists(file)) {
            Disk.sync(data);
        }
    }
}
