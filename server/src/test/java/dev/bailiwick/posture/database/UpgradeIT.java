package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A database with data in it that an older version has left. */
final class UpgradeIT {

    /** What the newest steps have made, taken away again. */
    private static final List<String> BEFORE_SEARCH =
            List.of(
                    "drop function posture.lock_authority, posture.authority_changed,"
                            + " posture.held_authority, posture.held_by, posture.may_manage,"
                            + " posture.providers_of_groups, posture.groups_of_role,"
                            + " posture.above_rank, posture.roles_above_rank,"
                            + " posture.exceeds, posture.roles_exceed,"
                            + " posture.has_manager, posture.set_change,"
                            + " posture.unseen_providers, posture.own_group,"
                            + " posture.change_user_roles, posture.make_role,"
                            + " posture.change_role, posture.remove_role,"
                            + " posture.change_role_groups, posture.make_group,"
                            + " posture.change_group, posture.remove_group,"
                            + " posture.change_group_providers",
                    "drop table posture.invitation_role, posture.invitation, posture.audit_entry",
                    "drop index posture.role_provider_group_by_group",
                    "alter table posture.tenant drop column authority_epoch",
                    "alter table posture.app_user drop column authority_epoch",
                    "drop index posture.finding_by_word, posture.resource_by_word",
                    "drop function posture.search_findings, posture.search_resources",
                    "drop function posture.finding_words, posture.search_words",
                    "drop function posture.search_text, posture.resource_text",
                    "delete from posture.flyway_schema_history where version in"
                            + " ('011', '012', '015', '019') or version is null");

    @TempDir private Path data;

    @Test
    void isBroughtUpAtTheStartAndNothingIsLost() throws Exception {
        String email = Tenancy.email();
        Map<String, String> before;
        UUID waiting;
        Catalogue made;
        try (TestServer server = TestServer.start(data, Map.of())) {
            Api api = server.api().signUp(email);
            upload(api);
            Eventually.get(() -> open(server), jobs -> jobs == 0);
            // what no older version has
            server.sql().sql("delete from job where name like 'scan-%'").update();
            server.sql().sql("update scan set summarised_at = null").update();
            server.sql().sql("update ingestion set sender_id = null").update();
            waiting = askForLater(server);
            before = contents(server);
            assertThat(before).containsKeys("finding", "resource", "app_user", "check_metadata");
            made = Catalogue.of(server.maint());
        }
        List<String> older = new ArrayList<>(Steps.UNDO_VISIBILITY);
        older.addAll(BEFORE_SEARCH);
        new Superuser(data).run(older.toArray(String[]::new));

        try (TestServer server = TestServer.start(data, Map.of())) {
            assertThat(contents(server)).containsAllEntriesOf(before);
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
            assertRuns(server, waiting);
        }
    }

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

    /** A job that has not begun when the server of before is stopped. */
    private static UUID askForLater(TestServer server) {
        return server.sql()
                .sql(
                        """
                        with asked as (
                            insert into job (tenant_id, principal_id, name, queue, args, correlation)
                            select tenant_id, user_id, 'provider-deletion', 'deletion',
                                   jsonb_build_object('provider_id', gen_random_uuid()), 'waits'
                            from membership limit 1
                            returning tenant_id, id)
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, tenant_id)
                        select 'job-deletion', id::text, now() + interval '1 hour', false, 1, tenant_id from asked
                        returning task_instance::uuid
                        """)
                .query(UUID.class)
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

    /** A sum of the rows of every table that has any and that nobody changes by starting. */
    private static Map<String, String> contents(TestServer server) {
        JdbcClient sql = server.sql();
        List<String> tables =
                new ArrayList<>(
                        sql.sql(
                                        """
                                        select c.relname from pg_class c
                                        where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p')
                                          and not c.relispartition
                                          and has_table_privilege(c.oid, 'select')
                                        """)
                                .query(String.class)
                                .list());
        // those of the audit, and what is worked out of scans, are among what is taken away
        tables.removeAll(
                List.of(
                        "scheduled_tasks",
                        "job_clock",
                        "secret_key",
                        "flyway_schema_history",
                        "audit_entry",
                        "maintenance_audit",
                        "scan_attack_surface",
                        "scan_category",
                        "scan_resource_group"));
        Map<String, String> sums = new TreeMap<>();
        for (String table : tables) {
            sql.sql(
                            """
                            select count(*) || ' rows ' || md5(string_agg(t::text, '|' order by t::text))
                            from posture.%s t having count(*) > 0
                            """
                                    .formatted(table))
                    .query(String.class)
                    .optional()
                    .ifPresent(sum -> sums.put(table, sum));
        }
        return sums;
    }
}
