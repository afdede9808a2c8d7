package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is removed is removed from every table there is: a new one fails here until its rows go with
 * the rest, or it is said here why they stay.
 */
final class RemovalIT {

    private final TestServer server = TestServer.shared();
    private final Estate acme = Estate.on(server);

    @Test
    void ofATenantLeavesNoRowOfItAndEveryRowOfOthers() {
        Estate zeta = Estate.on(server);
        // the engine's, which go when the jobs are done
        Map<String, Long> others = rows("tenant_id", zeta.tenancy().id());
        others.remove("scheduled_tasks");
        Map<String, Long> before = rows("tenant_id", acme.tenancy().id());
        before.remove("scheduled_tasks");
        assertThat(before.values()).doesNotContain(0L);

        acme.tenancy().api().delete("tenants/" + acme.tenancy().id()).expect(204);
        server.keepHouse("tenant-deletion");

        assertThat(rows("tenant_id", acme.tenancy().id()).values()).containsOnly(0L);
        assertThat(rows("tenant_id", zeta.tenancy().id())).containsAllEntriesOf(others);
    }

    @Test
    void ofAProviderLeavesNothingButTheJobThatRemovedIt() {
        UUID provider = acme.first("provider");
        giveCredentials(provider);
        Map<String, Long> before = rows("provider_id", provider);
        // those that are over tell what was done
        Long jobs = Objects.requireNonNull(before.remove("job"));
        assertThat(before.values()).doesNotContain(0L);

        Api api = acme.tenancy().api();
        String task = api.delete("providers/" + provider).expect(202).id();
        Eventually.get(
                () -> api.get("tasks/" + task).at("/data/attributes/state").asString(),
                "completed"::equals);

        Map<String, Long> after = rows("provider_id", provider);
        assertThat(after.remove("job")).isEqualTo(jobs + 1);
        assertThat(after.values()).containsOnly(0L);
    }

    private void giveCredentials(UUID provider) {
        Map<String, String> keys = Map.of("aws_access_key_id", "a", "aws_secret_access_key", "b");
        acme.tenancy()
                .api()
                .post(
                        "providers/secrets",
                        Api.document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", keys),
                                Map.of("provider", Api.link("providers", provider.toString()))))
                .expect(201);
    }

    @Test
    void ofAFailedIngestionLeavesNothingOfItsScans() {
        UUID scan = acme.first("scan");
        Map<String, Long> before = rows("scan_id", scan);
        // an upload names no scan that was ordered
        before.remove("ingestion");
        assertThat(before.values()).doesNotContain(0L);
        // worked out of published scans alone
        of("delete from daily_severity where tenant_id = ?");
        of("delete from scan_attack_surface where tenant_id = ?");
        of("delete from scan_category where tenant_id = ?");
        of("delete from scan_resource_group where tenant_id = ?");

        // known before, so that they stay and take nothing with them
        of("update resource set first_scan_id = uuidv7() where tenant_id = ?");
        of("update scan set published_at = null where tenant_id = ?");
        of("update job set state = 'failed' where name = 'ingestion' and tenant_id = ?");
        of("update ingestion set status = 'processing' where tenant_id = ?");
        server.keepHouse("abandoned-uploads");

        assertThat(rows("scan_id", scan).values()).containsOnly(0L);
        assertThat(
                        acme.tenancy()
                                .api()
                                .get("ingestions/" + acme.first("ingestion"))
                                .expect(200)
                                .at("/data/attributes/status")
                                .asString())
                .isEqualTo("failed");
    }

    private void of(String statement) {
        assertThat(server.sql().sql(statement).param(acme.tenancy().id()).update()).isPositive();
    }

    private static final String HAVING =
            """
            select c.relname
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and a.attname = ? and not a.attisdropped
            """;

    /** How many rows each table that has the column has of {@code id}. */
    private Map<String, Long> rows(String column, UUID id) {
        Map<String, Long> rows = new TreeMap<>();
        for (String table : server.sql().sql(HAVING).param(column).query(String.class).list()) {
            String count = "select count(*) from %s where %s = ?".formatted(table, column);
            rows.put(table, server.sql().sql(count).param(id).query(Long.class).single());
        }
        return rows;
    }
}
