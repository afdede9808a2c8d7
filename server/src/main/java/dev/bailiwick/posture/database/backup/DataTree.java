package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a data directory belongs into a copy beside the database: passwords, keys, and whatever
 * somebody put there. Links are followed, so the copy has what they lead to.
 */
final class DataTree extends SimpleFileVisitor<Path> {

    /** The cluster, and what stands for a running process: folders of scans hold credentials. */
    private static final Set<String> LEFT_OUT =
            Set.of(
                    "lock",
                    "pgsql",
                    "postgres",
                    "postgres.new",
                    "postgres.password",
                    "postgres-start.log",
                    "scans");

    /** What opens credentials and signs tokens, where it usually is. */
    private static final Pattern KEYS =
            Pattern.compile("keys/.*|secrets/(master-key.*|invitation-key)");

    private static final Pattern DRAFT = Pattern.compile("(keys|secrets)/draft.*\\.tmp");

    private final Path data;
    private final @Nullable KeyPlaces without;
    private final Path target;
    private final Archive archive;

    private DataTree(Path data, @Nullable KeyPlaces without, Path target, Archive archive) {
        this.data = data;
        this.without = without;
        this.target = target;
        this.archive = archive;
    }

    /**
     * @param without where the keys are, if they are to be left out
     * @param target the folder in which the archive is written
     * @throws CommandException if a link leads to that: the copy would have all earlier ones in it,
     *     and itself
     */
    static void copy(Path data, @Nullable KeyPlaces without, Path target, Archive archive)
            throws IOException {
        Files.walkFileTree(
                data,
                EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                Integer.MAX_VALUE,
                new DataTree(data, without, target, archive));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        if (folder.equals(data)) {
            return FileVisitResult.CONTINUE;
        }
        String name = Names.of(data, folder);
        if (LEFT_OUT.contains(name)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (Files.isSameFile(folder, target)) {
            throw CommandException.couldNot(
                    "%s is reached from the data directory, by %s: the backup would copy itself. Choose a place elsewhere."
                            .formatted(target, folder));
        }
        archive.folder(name);
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        String name = Names.of(data, file);
        boolean stays =
                attributes.isRegularFile()
                        && !LEFT_OUT.contains(name)
                        && !DRAFT.matcher(name).matches()
                        && !isLeftOutKey(name, file);
        if (stays) {
            archive.fileIfThere(name, file);
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isLeftOutKey(String name, Path file) throws IOException {
        @Nullable KeyPlaces places = without;
        return places != null && (KEYS.matcher(name).matches() || places.has(file));
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}
