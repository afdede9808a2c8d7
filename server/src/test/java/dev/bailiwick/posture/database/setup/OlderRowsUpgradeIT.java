package dev.bailiwick.posture.database.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.database.login.Login;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What steps make of rows that were written before them. */
final class OlderRowsUpgradeIT {

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

    /** As it is where a server has run: the owner, too, sees what policies let it see. */
    private static JdbcClient walled(Login database, String... tables) {
        JdbcClient admin = JdbcClient.create(database.dataSource());
        for (String table : tables) {
            admin.sql("alter table posture.%s enable row level security".formatted(table)).update();
            admin.sql("alter table posture.%s force row level security".formatted(table)).update();
        }
        return admin;
    }

    private static void run(JdbcClient admin, String statements) {
        for (String statement : statements.split(";")) {
            admin.sql(statement).update();
        }
    }

    /**
     * Of providers with a whole scan and a later part of it, with the same on one day, with a part
     * alone, and with a part and a later whole scan, each as parts were taken for whole ones.
     */
    private static final String PARTIAL_SCANS =
            """
            insert into posture.tenant (id, name) values ('00000000-0000-7000-8000-000000000001', 'acme');
            insert into posture.provider (tenant_id, id, provider, uid)
            select t.id, ('00000000-0000-7000-8000-00000000000' || n)::uuid, 'gcp', 'harbour-' || n
            from posture.tenant t, generate_series(2, 5) n;
            insert into posture.scan (tenant_id, id, provider_id, name, state, published_at, choice)
            select t.id, md5(s.name)::uuid, p.id, s.name, 'completed', s.at::timestamptz, s.choice::jsonb
            from posture.tenant t
            join (values ('later whole', 2, '2026-03-01T09:00Z', '{"checks": []}'),
                         ('later part', 2, '2026-03-02T09:00Z', '{"checks": ["a_check"]}'),
                         ('same day whole', 3, '2026-03-01T09:00Z', '{}'),
                         ('same day part', 3, '2026-03-01T10:00Z', '{"severities": ["high"]}'),
                         ('part alone', 4, '2026-03-01T09:00Z', '{"services": ["iam"]}'),
                         ('part first', 5, '2026-03-01T09:00Z', '{"services": ["iam"]}'),
                         ('whole behind', 5, '2026-03-02T09:00Z', '{}')) s (name, of_provider, at, choice) on true
            join posture.provider p on p.uid = 'harbour-' || s.of_provider;
            insert into posture.scan_count (tenant_id, scan_id, provider_id, status, severity, delta, muted, findings)
            select s.tenant_id, s.id, s.provider_id, c.status, c.severity, 1, c.muted, c.findings * case when s.partial then 1 else 10 end
            from posture.scan s,
                 (values (0, 0, false, 7), (0, 3, false, 2), (1, 0, false, 5), (0, 1, true, 3)) c (status, severity, muted, findings);
            update posture.provider p set latest_scan_id = (
                select s.id from posture.scan s where s.provider_id = p.id order by s.published_at desc limit 1);
            insert into posture.daily_severity (tenant_id, provider_id, day, scan_id, critical, low, muted)
            select s.tenant_id, s.provider_id, cast(s.published_at at time zone 'UTC' as date), s.id, case when s.partial then 7 else 70 end,
                   case when s.partial then 2 else 20 end, case when s.partial then 3 else 30 end
            from posture.scan s where s.name <> 'same day whole'
            """;

    @Test
    void wholeScansHaveTheirPlaceAgainThatPartsHadTaken() throws Exception {
        Login database = databases.make("partial");
        databases.migrateTo(database, "V056");
        JdbcClient admin = walled(database, "provider", "scan", "scan_count", "daily_severity");
        run(admin, PARTIAL_SCANS);

        SteppedDatabases.migrate(database);

        assertThat(
                        rows(
                                admin,
                                """
                                select p.uid || ' ' || s.name
                                from posture.provider p join posture.scan s on s.id = p.latest_scan_id
                                order by p.uid
                                """))
                .containsExactly(
                        "harbour-2 later whole",
                        "harbour-3 same day whole",
                        "harbour-4 part alone",
                        "harbour-5 whole behind");
        assertThat(
                        rows(
                                admin,
                                """
                                select concat_ws(' ', s.name, d.day, d.critical, d.high, d.medium, d.low, d.informational, d.muted)
                                from posture.daily_severity d join posture.scan s on s.id = d.scan_id
                                order by d.provider_id, d.day
                                """))
                .containsExactly(
                        "later whole 2026-03-01 70 0 0 20 0 30",
                        "same day whole 2026-03-01 70 0 0 20 0 30",
                        "part alone 2026-03-01 7 0 0 2 0 3",
                        // there was no whole one yet
                        "part first 2026-03-01 7 0 0 2 0 3",
                        "whole behind 2026-03-02 70 0 0 20 0 30");
        assertThat(
                        rows(
                                admin,
                                """
                                select relname from pg_class
                                where relname in ('provider', 'scan', 'scan_count', 'daily_severity') and relforcerowsecurity
                                order by relname
                                """))
                .containsExactly("daily_severity", "provider", "scan", "scan_count");
    }

    private static final String LEFT_RESULTS =
            """
            insert into posture.tenant (id, name) values ('00000000-0000-7000-8000-000000000001', 'acme');
            insert into posture.ingestion (tenant_id, id, status, scan_id, reason)
            select t.id, md5(i.reason)::uuid, i.status, i.scan, i.reason
            from posture.tenant t,
                 (values ('failed', uuidv7(), 'of a scan'), ('completed', uuidv7(), 'of a scan that was deleted'),
                         ('pending', uuidv7(), 'of a scan that goes on'), ('failed', null, 'of an upload')) i (status, scan, reason);
            insert into posture.ingestion_account (tenant_id, ingestion_id, provider, uid, source)
            select i.tenant_id, i.id, 'gcp', 'harbour-2', '{}' from posture.ingestion i;
            insert into posture.ingestion_error (tenant_id, ingestion_id, reason)
            select i.tenant_id, i.id, i.reason from posture.ingestion i
            """;

    @Test
    void whatScansHadTakenInAndNobodyReadsIsGone() throws Exception {
        Login database = databases.make("results");
        databases.migrateTo(database, "V060");
        JdbcClient admin = walled(database, "ingestion", "ingestion_account", "ingestion_error");
        run(admin, LEFT_RESULTS);

        SteppedDatabases.migrate(database);

        for (String reason :
                List.of(
                        "select reason from posture.ingestion order by reason",
                        "select reason from posture.ingestion_error order by reason")) {
            assertThat(rows(admin, reason))
                    .containsExactly("of a scan that goes on", "of an upload");
        }
        assertThat(rows(admin, "select uid from posture.ingestion_account")).hasSize(2);
    }

    /** Of an upload that is there, of one that is gone, and of none. */
    private static final String TASKS =
            """
            insert into posture.tenant (id, name) values ('00000000-0000-7000-8000-000000000001', 'acme');
            insert into posture.ingestion (tenant_id, status) select id, 'pending' from posture.tenant;
            insert into posture.job (tenant_id, name, args, correlation)
            select t.id, j.name, j.args, ''
            from posture.tenant t
            cross join posture.ingestion i,
                 lateral (values ('of one', jsonb_build_object('ingestion_id', i.id)),
                                 ('of one that is gone', jsonb_build_object('ingestion_id', uuidv7())),
                                 ('of none', '{"scan_id": "x"}')) j (name, args)
            """;

    @Test
    void aTaskIsOfItsUploadAndGoneWithIt() throws Exception {
        Login database = databases.make("tasks");
        databases.migrateTo(database, "V060");
        JdbcClient admin = walled(database, "ingestion", "job");
        run(admin, TASKS);

        SteppedDatabases.migrate(database);

        assertThat(
                        rows(
                                admin,
                                "select j.name || coalesce(' ' || i.status, '') from posture.job j"
                                        + " left join posture.ingestion i on i.id = j.ingestion_id"
                                        + " order by j.name"))
                .containsExactly("of none", "of one pending");
        admin.sql("delete from posture.ingestion").update();
        assertThat(rows(admin, "select name from posture.job")).containsExactly("of none");
    }

    private static List<String> rows(JdbcClient admin, String query) {
        return admin.sql(query).query((row, n) -> String.valueOf(row.getString(1))).list();
    }
}
