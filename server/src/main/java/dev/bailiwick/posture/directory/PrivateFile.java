package dev.bailiwick.posture.directory;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.posture.disk.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Files that nobody but their owner may read or write. Each is there as a whole or not at all, and
 * safe on the disk when it is written.
 */
public final class PrivateFile {

    private static final Set<PosixFilePermission> OF_OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private static final String DRAFT = "draft";
    private static final String UNFINISHED = ".tmp";
    private static final Pattern DRAFTS =
            Pattern.compile(Pattern.quote(DRAFT) + ".*" + Pattern.quote(UNFINISHED));

    private PrivateFile() {}

    /** Whether others may do anything with it. */
    public static boolean isOpenToOthers(Path file) throws IOException {
        return Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains);
    }

    /** Whether it is named like one that is being written, or whose writer was killed. */
    public static boolean isDraft(Path file) {
        return DRAFTS.matcher(String.valueOf(file.getFileName())).matches();
    }

    /** In place of what there was. */
    public static void replace(Path file, byte[] content) throws IOException {
        replace(file, content, null);
    }

    /**
     * As {@link #replace(Path, byte[])}.
     *
     * @param owned a file of the owner whom this one is given to; null for who writes it
     * @throws IOException also if the caller may not give a file to that owner
     */
    static void replace(Path file, byte[] content, @Nullable Path owned) throws IOException {
        Path draft = draft(file);
        try {
            if (owned != null) {
                giveToOwner(draft, owned);
            }
            Files.write(draft, content);
            Disk.sync(draft);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
        Disk.sync(folderOf(file));
    }

    /** Leaves one that is there already as it is, also one that came in the meantime. */
    static void create(Path file, byte[] content) throws IOException {
        Path draft = draft(file);
        try {
            Files.write(draft, content);
            Disk.sync(draft);
            Files.createLink(file, draft);
            Disk.sync(folderOf(file));
        } catch (FileAlreadyExistsException e) {
            // another process was faster
        } finally {
            Files.delete(draft);
        }
    }

    private static void giveToOwner(Path file, Path owned) throws IOException {
        Object owner = Files.getAttribute(owned, "unix:uid");
        if (!owner.equals(Files.getAttribute(file, "unix:uid"))) {
            Files.setAttribute(file, "unix:uid", owner);
            Files.setAttribute(file, "unix:gid", Files.getAttribute(owned, "unix:gid"));
        }
    }

    private static Path draft(Path file) throws IOException {
        return Files.createTempFile(
                folderOf(file), DRAFT, UNFINISHED, asFileAttribute(fromString("rw-------")));
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }
}
