package dev.bailiwick.posture.database.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.database.SuperuserDatabase;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;

/**
 * Copies an installation into an archive while it serves. The order is what makes the copy
 * consistent: tables while the server is in backup mode, then the WAL that repairs them, and the
 * keys last, since what the database has by then must open with them.
 */
final class Backup {

    private final Path data;
    private final @Nullable KeyPlaces without;
    private final Path target;
    private final Clock clock;

    /**
     * @param without where the keys are, if what opens credentials and signs tokens is not copied
     * @param target the folder in which the archive is written
     */
    Backup(Path data, @Nullable KeyPlaces without, Path target, Clock clock) {
        this.data = data;
        this.without = without;
        this.target = target;
        this.clock = clock;
    }

    /**
     * Writes all of it. When this fails the server is as it was before.
     *
     * @throws dev.bailiwick.cli.CommandException if another backup is being made
     */
    void write(SuperuserDatabase database, Archive archive) throws IOException, SQLException {
        try (Connection connection = database.connect()) {
            BackupSession session = new BackupSession(connection);
            session.takeTurn();
            BackupSession.Source source = session.source();
            archive.about(about(source));
            Path cluster = database.files();
            session.start();
            ClusterTree.copy(cluster, archive);
            archive.file("postgres/" + ClusterTree.CONTROL, control(cluster));
            BackupSession.Stopped stopped = session.stop();
            archive.file("postgres/backup_label", stopped.label().getBytes(UTF_8));
            for (String wal :
                    WalFiles.names(stopped.label(), stopped.walFile(), source.walSegment())) {
                archive.file("postgres/pg_wal/" + wal, cluster.resolve("pg_wal").resolve(wal));
            }
            DataTree.copy(data, without, target, archive);
            archive.manifest(WalFiles.startLsn(stopped.label()), stopped.lsn());
        }
    }

    /** It is written as a whole, but nothing says that it is read so. */
    private static byte[] control(Path cluster) throws IOException {
        Path file = cluster.resolve(ClusterTree.CONTROL);
        byte[] before = Files.readAllBytes(file);
        byte[] after = Files.readAllBytes(file);
        while (!Arrays.equals(before, after)) {
            before = after;
            after = Files.readAllBytes(file);
        }
        return after;
    }

    private About about(BackupSession.Source source) {
        return new About(
                About.FORMAT,
                About.thisProduct(),
                clock.instant(),
                source.postgres(),
                About.here(),
                source.schema(),
                without == null);
    }
}
