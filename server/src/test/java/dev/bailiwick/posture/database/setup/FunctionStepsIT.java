package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.database.login.Login;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Steps that hold the text of functions run again whenever it changes, on databases of any age. */
final class FunctionStepsIT {

    /** The newest step that others have run. */
    private static final String RELEASED = "V066";

    @TempDir private static Path room;

    private static SteppedDatabases databases;

    @BeforeAll
    static void start() throws IOException {
        databases = SteppedDatabases.start(room);
    }

    @AfterAll
    static void stop() {
        databases.close();
    }

    @Test
    void whatIsUpgradedIsMadeOfTheSameAsWhatIsNew() throws Exception {
        Login made = databases.make("made");
        SteppedDatabases.migrate(made);
        Login upgraded = databases.make("upgraded");
        databases.migrateTo(upgraded, RELEASED);
        assertThat(has(upgraded, "invite")).isTrue();
        assertThat(has(upgraded, "roles_in_rank")).isFalse();

        SteppedDatabases.migrate(upgraded);

        Catalogue.of(made.dataSource()).assertSame(Catalogue.of(upgraded.dataSource()));
        assertThat(has(upgraded, "roles_in_rank")).isTrue();
    }

    @Test
    void whatRunsAgainChangesNothing() throws Exception {
        Login made = databases.make("again");
        SteppedDatabases.migrate(made);
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

        SteppedDatabases.migrate(made);

        before.assertSame(Catalogue.of(made.dataSource()));
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

    private static int repeatable() throws IOException {
        try (Stream<Path> steps = Files.list(SteppedDatabases.STEPS)) {
            return (int)
                    steps.filter(step -> step.getFileName().toString().startsWith("R__")).count();
        }
    }
}
