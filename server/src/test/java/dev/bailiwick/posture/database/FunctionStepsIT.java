package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Map;
import java.util.stream.Stream;

/** Steps that hold the text of functions run again whenever it changes, on databases of any age. */
final class FunctionStepsIT {

    private static final String ADMIN = "admin-of-the-steps";

    private static final Path STEPS = Path.of("src/main/resources/db/migration");

    /** The newest step that others have run. */
    private static final String RELEASED = "V060";

    @TempDir private static Path room;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = EmbeddedPostgres.start(Files.createDirectory(room.resolve("data")), ADMIN);
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @Test
    void whatIsUpgradedIsMadeOfTheSameAsWhatIsNew() throws Exception {
        Login made = database("made");
        migrate(made, Migrations.LOCATION);
        Login upgraded = database("upgraded");
        migrate(upgraded, "filesystem:" + released());
        assertThat(has(upgraded, "invite")).isTrue();
        assertThat(has(upgraded, "roles_in_rank")).isFalse();

        migrate(upgraded, Migrations.LOCATION);

        Catalogue.of(made.dataSource()).assertSame(Catalogue.of(upgraded.dataSource()));
        assertThat(has(upgraded, "roles_in_rank")).isTrue();
    }

    @Test
    void whatRunsAgainChangesNothing() throws Exception {
        Login made = database("again");
        migrate(made, Migrations.LOCATION);
        Catalogue before = Catalogue.of(made.dataSource());
        JdbcClient admin = JdbcClient.create(made.dataSource());
        assertThat(
                        admin.sql(
                                        "update posture.flyway_schema_history set checksum = 0"
                                                + " where script like 'R%'")
                                .update())
                .isEqualTo(repeatable());
        // what a text of before has left otherwise is put right
        admin.sql("grant execute on function posture.make_tenant to public").update();
        admin.sql("alter function posture.may_manage volatile").update();

        migrate(made, Migrations.LOCATION);

        before.assertSame(Catalogue.of(made.dataSource()));
    }

    private static Login database(String name) throws Exception {
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

    private static void migrate(Login admin, String steps) {
        new Migrations(admin.actingAs(LoginRole.OWNER), steps).migrate();
    }

    private static boolean has(Login login, String function) {
        return JdbcClient.create(login.dataSource())
                .sql(
                        "select exists (select from pg_proc where pronamespace ="
                                + " 'posture'::regnamespace and proname = ?)")
                .param(function)
                .query(Boolean.class)
                .single();
    }

    private static Path released() throws IOException {
        Path folder = Files.createDirectory(room.resolve("released"));
        try (Stream<Path> steps = Files.list(STEPS)) {
            for (Path step : (Iterable<Path>) steps::iterator) {
                String name = step.getFileName().toString();
                if (name.startsWith("V") && name.substring(0, 4).compareTo(RELEASED) <= 0) {
                    Files.copy(step, folder.resolve(name));
                }
            }
        }
        return folder;
    }

    private static int repeatable() throws IOException {
        try (Stream<Path> steps = Files.list(STEPS)) {
            return (int)
                    steps.filter(step -> step.getFileName().toString().startsWith("R__")).count();
        }
    }
}
