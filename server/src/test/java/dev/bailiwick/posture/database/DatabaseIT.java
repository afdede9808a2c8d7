package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.LoginRole;
import dev.bailiwick.posture.database.setup.Superuser;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** One life after another on the same data. */
final class DatabaseIT {

    @TempDir private static Path room;

    private final Path data = room.resolve("data");

    /** Made once: every test finds the data as another one left them. */
    @BeforeEach
    void data() {
        if (!Files.exists(data)) {
            open().close();
        }
    }

    @Test
    void whatWasWrittenIsThereAfterARestartAndThePortStays() {
        String url;
        try (Database database = open()) {
            url = database.login(LoginRole.APP).url();
            tenant(database, "kept");
        }

        try (Database database = open()) {
            assertThat(database.login(LoginRole.APP).url()).isEqualTo(url);
            assertThat(tenants(database, "kept")).isEqualTo(1);
        }
    }

    @Test
    void aServerLeftByAKilledProcessIsStoppedAndStartedAgain() throws IOException {
        EmbeddedPostgres leftOver = EmbeddedPostgres.start(data, superuserPassword());
        assertThat(leftOver.isRunning()).isTrue();

        try (Database database = open()) {
            assertThat(leftOver.isRunning()).isFalse();
            assertThat(embedded(database).isRunning()).isTrue();
        }
    }

    @Test
    void whatWasCommittedSurvivesAKilledPostgres() throws Exception {
        try (Database database = open()) {
            tenant(database, "committed");
            kill();
        }

        try (Database again = open()) {
            assertThat(tenants(again, "committed")).isEqualTo(1);
        }
    }

    @Test
    void aPostgresThatDiedIsRevivedOnItsPort() throws Exception {
        try (Database database = open()) {
            tenant(database, "revived");
            kill();
            assertThat(embedded(database).isRunning()).isFalse();

            embedded(database).revive();

            assertThat(embedded(database).isRunning()).isTrue();
            assertThat(tenants(database, "revived")).isEqualTo(1);
        }
    }

    @Test
    void aProcessFileWhoseNumberIsSomebodyElsesNowDoesNotMatter() throws IOException {
        Files.writeString(
                data.resolve("postgres/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + data.resolve("postgres") + "\n");

        try (Database database = open()) {
            assertThat(embedded(database).isRunning()).isTrue();
        }
    }

    @Test
    void postgresHasNothingOfTheServersEnvironmentButWhereThingsAre() throws IOException {
        // a shell that starts it adds names of its own
        Set<String> theirs = new HashSet<>(System.getenv().keySet());
        theirs.removeAll(Set.of("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH"));
        theirs.removeAll(Set.of("PWD", "OLDPWD", "SHLVL", "_"));

        try (Database database = open()) {
            assertThat(embedded(database).isRunning()).isTrue();
            String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst();
            assertThat(Files.readString(Path.of("/proc", pid, "environ")).split("\0"))
                    .anyMatch(each -> each.startsWith("PATH="))
                    .noneMatch(each -> theirs.contains(each.split("=")[0]));
        }
    }

    @Test
    void dataInUseAreRefusedByTheNumberOfTheProcess() {
        try (Database database = open()) {
            assertThat(embedded(database).isRunning()).isTrue();
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("in use by process")
                    .satisfies(e -> assertThat(e.exitCode()).isEqualTo(2));
        }
    }

    @Test
    void dataOfAnotherPostgresAreRefused() throws IOException {
        Path version = data.resolve("postgres/PG_VERSION");
        Files.writeString(version, "17\n");
        try {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("PostgreSQL 17")
                    .withMessageContaining("brings 18");
        } finally {
            Files.writeString(version, "18\n");
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndNothingIsLeftRunning() throws IOException {
        new Superuser(data)
                .run(
                        "insert into posture.flyway_schema_history values (900, '900', 'later',"
                                + " 'SQL', 'V900__later.sql', 1, 'x', now(), 1, true)");
        try {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(this::open)
                    .withMessageContaining("newer Bailiwick")
                    .withMessageContaining("900");
        } finally {
            new Superuser(data)
                    .run("delete from posture.flyway_schema_history where installed_rank = 900");
        }
        open().close();
    }

    @Test
    void everythingBelongsToTheOwnerWhoCannotLogIn() {
        try (Database database = open()) {
            JdbcClient maint = JdbcClient.create(database.login(LoginRole.MAINT).dataSource());

            assertThat(
                            maint.sql(
                                            "select distinct tableowner from pg_tables where"
                                                    + " schemaname in ('posture', 'bailiwick')")
                                    .query(String.class)
                                    .list())
                    .containsExactly("bailiwick_owner");
            assertThat(
                            maint.sql(
                                            "select rolcanlogin from pg_roles where rolname ="
                                                    + " 'bailiwick_owner'")
                                    .query(Boolean.class)
                                    .single())
                    .isFalse();
        }
    }

    @Test
    void theAppRoleCanMakeNothing() {
        try (Database database = open()) {
            JdbcClient app = JdbcClient.create(database.login(LoginRole.APP).dataSource());

            for (String attempt :
                    new String[] {
                        "create table posture.mine (id int)",
                        "create table public.mine (id int)",
                        "create temporary table mine (id int)",
                        "create schema mine",
                        "set role bailiwick_owner"
                    }) {
                assertThatExceptionOfType(DataAccessException.class)
                        .as(attempt)
                        .isThrownBy(() -> app.sql(attempt).update());
            }
        }
    }

    private Database open() {
        return Database.open(data, null);
    }

    private void kill() throws Exception {
        long pid =
                Long.parseLong(
                        Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        assertThat(postmaster.destroyForcibly()).isTrue();
        postmaster.onExit().get(2, TimeUnit.MINUTES);
    }

    private String superuserPassword() throws IOException {
        return Files.readString(data.resolve("secrets/postgres")).strip();
    }

    private static EmbeddedPostgres embedded(Database database) {
        return Objects.requireNonNull(database.embedded());
    }

    private static void tenant(Database database, String name) {
        JdbcClient.create(database.login(LoginRole.MAINT).dataSource())
                .sql("insert into posture.tenant (name) values (?)")
                .param(name)
                .update();
    }

    private static int tenants(Database database, String name) {
        return JdbcClient.create(database.login(LoginRole.MAINT).dataSource())
                .sql("select count(*) from posture.tenant where name = ?")
                .param(name)
                .query(Integer.class)
                .single();
    }
}
