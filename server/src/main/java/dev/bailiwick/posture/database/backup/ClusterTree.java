package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What of a running cluster belongs into a copy: as {@code pg_basebackup} has it, all but what a
 * server makes anew when it starts. Without the WAL and without {@link #CONTROL}, which come last.
 */
final class ClusterTree extends SimpleFileVisitor<Path> {

    /** Says where recovery begins, so it must not be older than any other file of the copy. */
    static final String CONTROL = "global/pg_control";

    private static final Set<String> EMPTIED =
            Set.of(
                    "pg_dynshmem",
                    "pg_notify",
                    "pg_replslot",
                    "pg_serial",
                    "pg_snapshots",
                    "pg_stat_tmp",
                    "pg_subtrans",
                    "pg_wal");

    private static final Set<String> LEFT_OUT =
            Set.of(
                    "log",
                    "postmaster.pid",
                    "postmaster.opts",
                    "backup_label",
                    "backup_label.old",
                    "tablespace_map",
                    "tablespace_map.old",
                    "backup_manifest",
                    "current_logfiles",
                    "current_logfiles.tmp",
                    "postgresql.auto.conf.tmp",
                    CONTROL);

    /** Temporary files, caches, and the tables of one session. */
    private static final Pattern PASSING =
            Pattern.compile(
                    "pgsql_tmp.*|pg_internal\\.init.*|t\\d+_\\d+(_(fsm|vm|init))?(\\.\\d+)?");

    private final Path cluster;
    private final Archive archive;

    private ClusterTree(Path cluster, Archive archive) {
        this.cluster = cluster;
        this.archive = archive;
    }

    static void copy(Path cluster, Archive archive) throws IOException {
        Files.walkFileTree(cluster, new ClusterTree(cluster, archive));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
            throws IOException {
        if (folder.equals(cluster)) {
            archive.folder("postgres");
            return FileVisitResult.CONTINUE;
        }
        if (isLeftOut(folder)) {
            return FileVisitResult.SKIP_SUBTREE;
        }
        String name = name(folder);
        archive.folder("postgres/" + name);
        return EMPTIED.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
        if (isLeftOut(file)) {
            return FileVisitResult.CONTINUE;
        }
        String name = name(file);
        if (attributes.isRegularFile()) {
            archive.fileIfThere("postgres/" + name, file);
        } else if (name.equals("pg_wal")) {
            // on a disk of its own
            archive.folder("postgres/" + name);
        } else {
            throw CommandException.couldNot(
                    "%s is not an ordinary file (a tablespace elsewhere?), and a backup cannot have it."
                            .formatted(file));
        }
        return FileVisitResult.CONTINUE;
    }

    /** Tables are dropped meanwhile; the WAL has that too. */
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
        if (failure instanceof NoSuchFileException) {
            return FileVisitResult.CONTINUE;
        }
        throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
            throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) {
            throw failure;
        }
        return FileVisitResult.CONTINUE;
    }

    private boolean isLeftOut(Path path) {
        return LEFT_OUT.contains(name(path))
                || PASSING.matcher(path.getFileName().toString()).matches();
    }

    private String name(Path path) {
        return Names.of(cluster, path);
    }
}
