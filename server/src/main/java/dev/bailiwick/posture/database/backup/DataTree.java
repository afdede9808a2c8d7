package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.PrivateFile;

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
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What of a data directory belongs into a copy beside the database: passwords, keys, and whatever
 * somebody put there. Links are followed, so the copy has what they lead to.
 */
final class DataTree extends SimpleFileVisitor<Path> {

    /** What the embedded PostgreSQL has there. */
    private static final List<String> CLUSTER =
            List.of("pgsql", "postgres", "postgres.new", "postgres.password", "postgres-start.log");

    private final DataDirectory data;
    private final Set<Path> leftOut;
    private final @Nullable KeyPlaces without;
    private final Path target;
    private final Archive archive;

    private DataTree(
            DataDirectory data, @Nullable KeyPlaces without, Path target, Archive archive) {
        this.data = data;
        this.leftOut = leftOut(data);
        this.without = without;
        this.target = target;
        this.archive = archive;
    }

    /** The cluster, and what stands for a running process: folders of scans hold credentials. */
    private static Set<Path> leftOut(DataDirectory data) {
        Set<Path> paths = new HashSet<>(Set.of(data.lock(), data.scans()));
        CLUSTER.forEach(name -> paths.add(data.path().resolve(name)));
        return paths;
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
                new DataTree(DataDirectory.at(data), without, target, archive));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        if (folder.equals(data.path())) {
            return FileVisitResult.CONTINUE;
        }
        String name = Names.of(data.path(), folder);
        if (leftOut.contains(folder)) {
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
        String name = Names.of(data.path(), file);
        boolean stays =
                attributes.isRegularFile()
                        && !leftOut.contains(file)
                        && !isDraftOfKey(file)
                        && !isLeftOutKey(file);
        if (stays) {
            archive.fileIfThere(name, file);
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isDraftOfKey(Path file) {
        boolean besideKeys =
                data.secrets().equals(file.getParent())
                        || data.tokenKeys().equals(file.getParent());
        return besideKeys && PrivateFile.isDraft(file);
    }

    private boolean isLeftOutKey(Path file) throws IOException {
        @Nullable KeyPlaces places = without;
        return places != null && (isWhereKeysAre(file) || places.has(file));
    }

    /** What opens credentials and signs tokens, where it usually is. */
    private boolean isWhereKeysAre(Path file) {
        return file.startsWith(data.tokenKeys())
                || file.equals(data.invitationKey())
                || file.toString().startsWith(data.masterKey().toString());
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }
}
