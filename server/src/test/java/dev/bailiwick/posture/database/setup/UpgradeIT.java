package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A database with data in it that an older version has left. */
final class UpgradeIT {

    /** The oldest version that is brought up. */
    private static final String OLDEST = "V010";

    @TempDir private Path data;
    @TempDir private Path steps;

    @Test
    void isBroughtUpAtTheStartAndNothingIsLost() throws Exception {
        String email = Tenancy.email();
        Catalogue made;
        try (TestServer server = TestServer.start(data, Map.of())) {
            upload(server.api().signUp(email));
            Eventually.get(() -> open(server), jobs -> jobs == 0);
            made = Catalogue.of(server.maint());
        }
        Left left = new Superuser(data).call(this::leave);
        assertThat(left.rows().get("finding")).hasSize(10);

        try (TestServer server = TestServer.start(data, Map.of())) {
            assertThat(left.older().rows(server.sql())).isEqualTo(left.rows());
            made.assertSame(Catalogue.of(server.maint()));
            assertThat(
                            server.sql()
                                    .sql("select posture.schema_version()")
                                    .query(String.class)
                                    .single())
                    .isEqualTo(SchemaVersion.known().toString());
            Api api = server.api().signIn(email);
            assertThat(api.get("findings/latest").expect(200).items()).hasSize(10);
            assertThat(api.get("findings/latest?filter[search]=encryption").expect(200).items())
                    .as("what the step has added works on what was there")
                    .hasSize(10);
            assertThat(api.get("resources/latest?filter[search]=quay").expect(200).items())
                    .hasSize(1);
            upload(api);
            assertThat(api.get("scans").expect(200).items()).hasSize(2);
            assertRuns(server, left.waiting());
        }
    }

    /**
     * @param waiting a job that has not begun when the server of before is stopped
     */
    private record Left(OlderTables older, Map<String, List<String>> rows, UUID waiting) {}

    private Left leave(Login admin) throws IOException {
        OlderTables older = OlderTables.leave(admin, OLDEST, steps);
        JdbcClient sql = JdbcClient.create(admin.dataSource());
        UUID waiting = sql.sql(ASK_FOR_LATER).query(UUID.class).single();
        Map<String, List<String>> rows = older.rows(sql);
        return new Left(older, rows, waiting);
    }

    private static final String ASK_FOR_LATER =
            """
            with asked as (
                insert into posture.job (tenant_id, principal_id, name, args, correlation)
                select tenant_id, user_id, 'provider-deletion', jsonb_build_object('provider_id', gen_random_uuid()), 'waits'
                from posture.membership limit 1
                returning id)
            insert into posture.scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            select 'job', id::text, now() + interval '1 hour', false, 1 from asked
            returning task_instance::uuid
            """;

    private static void upload(Api api) {
        String file =
                IntStream.range(0, 10)
                        .mapToObj(n -> Records.numbered("210987654321", n).toString())
                        .collect(Collectors.joining(",", "[", "]"));
        String id =
                api.post("ingestions", "application/json", file.getBytes(UTF_8)).expect(202).id();
        Eventually.get(
                () -> api.get("ingestions/" + id).at("/data/attributes/status").asString(),
                "completed"::equals);
    }

    private static long open(TestServer server) {
        return server.sql()
                .sql(
                        "select count(*) from job where state in ('available', 'scheduled',"
                                + " 'executing')")
                .query(Long.class)
                .single();
    }

    private static void assertRuns(TestServer server, UUID job) {
        assertThat(
                        server.sql()
                                .sql(
                                        """
                                        select s.principal_id = j.principal_id from scheduled_tasks s
                                        join job j on cast(j.id as text) = s.task_instance where j.id = ?
                                        """)
                                .param(job)
                                .query(Boolean.class)
                                .single())
                .isTrue();
        server.sql()
                .sql("update scheduled_tasks set execution_time = now() where task_instance = ?")
                .param(job.toString())
                .update();
        Eventually.get(
                () ->
                        server.sql()
                                .sql("select state from job where id = ?")
                                .param(job)
                                .query(String.class)
                                .single(),
                "completed"::equals);
    }
}
