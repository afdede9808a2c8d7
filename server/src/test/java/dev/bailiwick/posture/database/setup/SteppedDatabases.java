package dev.bailiwick.posture.database.setup;

import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.login.RolePasswords;
import dev.bailiwick.posture.database.login.Secrets;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.stream.Stream;

/** Databases of one cluster, each as the numbered steps up to one have left it. */
final class SteppedDatabases implements AutoCloseable {

    static final Path STEPS = Path.of("src/main/resources/db/migration");

    private static final String ADMIN = "admin-of-the-steps";

    private final Path room;
    private final EmbeddedPostgres postgres;

    private SteppedDatabases(Path room, EmbeddedPostgres postgres) {
        this.room = room;
        this.postgres = postgres;
    }

    static SteppedDatabases start(Path room) throws IOException {
        return new SteppedDatabases(
                room, EmbeddedPostgres.start(Files.createDirectory(room.resolve("data")), ADMIN));
    }

    /** As the superuser, whom no policy holds back. */
    Login make(String name) throws Exception {
        String server = "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/";
        JdbcClient.create(new Login(server + "postgres", "postgres", ADMIN).dataSource())
                .sql("create database " + name)
                .update();
        Login admin = new Login(server + name, "postgres", ADMIN);
        try (Connection connection = admin.connect()) {
            DatabaseRoles.apply(
                    connection, new RolePasswords(admin.url(), new Secrets(room, Map.of()), true));
        }
        return admin;
    }

    /** Runs numbered steps, those up to {@code last}, such as {@code V060}. */
    void migrateTo(Login database, String last) throws IOException {
        migrateTo(database, last, room);
    }

    /** As the other one, by way of a folder in {@code room}. */
    static void migrateTo(Login database, String last, Path room) throws IOException {
        Path folder = Files.createTempDirectory(room, last);
        try (Stream<Path> steps = Files.list(STEPS)) {
            for (Path step : (Iterable<Path>) steps::iterator) {
                String name = step.getFileName().toString();
                if (name.startsWith("V") && name.substring(0, last.length()).compareTo(last) <= 0) {
                    Files.copy(step, folder.resolve(name));
                }
            }
        }
        migrate(database, "filesystem:" + folder);
    }

    /** Runs all steps that are left. */
    static void migrate(Login database) {
        migrate(database, Migrations.LOCATION);
    }

    private static void migrate(Login database, String steps) {
        new Migrations(database.actingAs(LoginRole.OWNER), steps).migrate();
    }

    @Override
    public void close() {
        postgres.close();
    }
}
