package dev.bailiwick.testbed;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A streaming replica of the one PostgreSQL of this JVM, with all of its databases. Made of an
 * online backup of the data folder, since the embedded server brings no pg_basebackup.
 */
public final class Standby implements AutoCloseable {

    private static final Set<String> NOT_COPIED = Set.of("pg_wal", "pg_replslot", "epg-lock");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private final String slot;
    private final int port;
    private @Nullable EmbeddedPostgres postgres;

    private Standby(Path folder, String slot, int port) {
        this.folder = folder;
        this.slot = slot;
        this.port = port;
    }

    /** A new one, which has begun to follow. */
    public static Standby create() throws SQLException, IOException {
        String slot = "standby" + NUMBER.incrementAndGet();
        Path folder = Files.createTempDirectory("bailiwick-standby");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        try (Connection superuser = Server.administration().getConnection();
                Statement statement = superuser.createStatement()) {
            statement.execute(
                    "select pg_create_physical_replication_slot('%s', true)".formatted(slot));
            Path source = Path.of(text(statement, "show data_directory"));
            // the backup belongs to this connection: it must stay open while files are copied
            statement.execute("select pg_backup_start('standby', fast => true)");
            copy(source, folder);
            String label = text(statement, "select labelfile from pg_backup_stop(false)");
            Files.writeString(folder.resolve("backup_label"), label);
        }
        Files.createDirectories(folder.resolve("pg_wal"));
        Files.createDirectories(folder.resolve("pg_replslot"));
        Files.createFile(folder.resolve("standby.signal"));
        Files.writeString(
                folder.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=localhost port=%d user=postgres'%nprimary_slot_name = '%s'%n"
                        .formatted(Server.port(), slot),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        Standby standby = new Standby(folder, slot, Ports.free());
        standby.start();
        return standby;
    }

    /** The same database and role, on this server. */
    public PGSimpleDataSource of(PGSimpleDataSource primary) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"localhost"});
        source.setPortNumbers(new int[] {port});
        source.setDatabaseName(primary.getDatabaseName());
        source.setUser(primary.getUser());
        source.setCurrentSchema(primary.getCurrentSchema());
        return source;
    }

    /** From now on what is written on the primary is received and not shown. */
    public void pause() throws SQLException {
        asSuperuser("select pg_wal_replay_pause()");
        await("paused", "select pg_get_wal_replay_pause_state()");
    }

    /** Returns when it shows all that is on the primary's disk now. */
    public void awaitShown() throws SQLException {
        String written;
        try (Connection superuser = Server.administration().getConnection();
                Statement statement = superuser.createStatement()) {
            written = text(statement, "select pg_current_wal_flush_lsn()");
        }
        await("t", "select pg_last_wal_replay_lsn() >= '%s'::pg_lsn".formatted(written));
    }

    private void await(String wanted, String sql) throws SQLException {
        long end = System.nanoTime() + LONG.toNanos();
        while (!wanted.equals(asked(sql))) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not in %s: %s".formatted(LONG, sql));
            }
            Thread.onSpinWait();
        }
    }

    /** Shows what has been received, and follows again. */
    public void resume() throws SQLException {
        asSuperuser("select pg_wal_replay_resume()");
    }

    /** Ends all connections that {@code of} has here. */
    public void disconnect(PGSimpleDataSource of) throws SQLException {
        asSuperuser(
                "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where usename = '%s' and datname = '%s'"
                        .formatted(of.getUser(), of.getDatabaseName()));
    }

    /** Makes it a primary of its own. */
    public void promote() throws SQLException {
        asSuperuser("select pg_promote(true)");
    }

    public void start() throws IOException {
        postgres =
                Server.configured(EmbeddedPostgres.builder())
                        .setPort(port)
                        .setDataDirectory(folder)
                        .setCleanDataDirectory(false)
                        .start();
    }

    public void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
            postgres = null;
        }
    }

    @Override
    public void close() throws IOException, SQLException {
        stop();
        Server.execute(
                Server.administration(),
                List.of(
                        // the primary may not have noticed yet that nobody reads it any more
                        """
                        do $$ begin
                            perform pg_terminate_backend(active_pid, 5000) from pg_replication_slots where slot_name = '%1$s' and active;
                            perform pg_drop_replication_slot('%1$s');
                        end $$;
                        """
                                .formatted(slot)));
        delete(folder);
    }

    private void asSuperuser(String sql) throws SQLException {
        asked(sql);
    }

    private String asked(String sql) throws SQLException {
        if (postgres == null) {
            throw new IllegalStateException("The standby is stopped");
        }
        try (Connection superuser = postgres.getPostgresDatabase().getConnection();
                Statement statement = superuser.createStatement()) {
            return text(statement, sql);
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            String text = answer.getString(1);
            return text == null ? "" : text;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes is)
                            throws IOException {
                        String name = from.relativize(folder).toString();
                        if (NOT_COPIED.contains(name)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(to.resolve(name));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is)
                            throws IOException {
                        String name = from.relativize(file).toString();
                        if (!name.startsWith("postmaster.") && !NOT_COPIED.contains(name)) {
                            copyIfThere(file, to.resolve(name));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException failure)
                            throws IOException {
                        if (failure instanceof NoSuchFileException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw failure;
                    }
                });
    }

    /** A file that is dropped while the backup is made comes back, or goes, when it is replayed. */
    private static void copyIfThere(Path file, Path to) throws IOException {
        try {
            Files.copy(file, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException dropped) {
            // as said above
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes is) {
                        remove(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path inner, @Nullable IOException failure) {
                        remove(inner);
                        return FileVisitResult.CONTINUE;
                    }

                    private void remove(Path path) {
                        try {
                            Files.deleteIfExists(path);
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    }
                });
    }
}
