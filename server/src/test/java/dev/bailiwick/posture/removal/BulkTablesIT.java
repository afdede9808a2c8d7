package dev.bailiwick.posture.removal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Estate;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.removal.BulkTables.BulkTable;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What goes in batches, compared with the tables that there are: a new one fails here until
 * somebody says how its rows go.
 */
final class BulkTablesIT {

    private static final int BATCH = 5_000;

    /**
     * Go at once with what they are of, since there are a few of each, or of a scan no more than a
     * page. Scans go by themselves, and jobs that are over after some days.
     */
    private static final Set<String> SMALL =
            Set.of(
                    "api_key",
                    "check_metadata",
                    "daily_severity",
                    "ingestion",
                    "ingestion_account",
                    "invitation",
                    "invitation_role",
                    "job",
                    "job_need",
                    "membership",
                    "provider",
                    "provider_group",
                    "provider_group_member",
                    "provider_secret",
                    "refresh_token",
                    "retention",
                    "role",
                    "role_provider_group",
                    "role_user",
                    "scan",
                    "scan_attack_surface",
                    "scan_category",
                    "scan_count",
                    "scan_resource_group",
                    "schedule",
                    // the engine's, which go with the jobs
                    "scheduled_tasks");

    private final TestServer server = TestServer.shared();
    private final JdbcClient sql = server.sql();

    private static final String WITH_COLUMN =
            """
            select c.relname
            from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'posture'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and a.attname = ? and not a.attisdropped
            """;

    private List<String> tablesWith(String column) {
        return sql.sql(WITH_COLUMN)
                .param(column)
                .query((row, n) -> row.getString("relname"))
                .list();
    }

    private static List<String> names() {
        return BulkTables.CHILDREN_FIRST.stream().map(BulkTable::name).toList();
    }

    @Test
    void aTableOfTenantsIsEitherHereOrSmall() {
        assertThat(tablesWith("tenant_id"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(names().stream(), SMALL.stream()).toList());
    }

    private static final String PARTITIONED =
            """
            select relname from pg_class
            where relnamespace = 'posture'::regnamespace and relkind = 'p' and not relispartition
            """;

    @Test
    void whatIsPartitionedIsNotSmall() {
        assertThat(sql.sql(PARTITIONED).query((row, n) -> row.getString("relname")).list())
                .isNotEmpty()
                .isSubsetOf(names());
    }

    private record Reference(String child, String parent) {}

    private static final String REFERENCES =
            """
            select child.relname as child, parent.relname as parent
            from pg_constraint f
            join pg_class child on child.oid = f.conrelid
            join pg_class parent on parent.oid = f.confrelid
            where f.contype = 'f' and f.connamespace = 'posture'::regnamespace and not child.relispartition
            """;

    /** A batch then takes rows of its table alone, and no row is still referred to. */
    @Test
    void childrenComeFirst() {
        List<String> names = names();
        List<Reference> references =
                sql
                        .sql(REFERENCES)
                        .query(
                                (row, n) ->
                                        new Reference(
                                                row.getString("child"), row.getString("parent")))
                        .list()
                        .stream()
                        .filter(each -> names.contains(each.child()))
                        .filter(each -> names.contains(each.parent()))
                        .toList();

        assertThat(references)
                .contains(new Reference("finding", "resource"))
                .allMatch(each -> names.indexOf(each.child()) < names.indexOf(each.parent()));
    }

    @Test
    void whatIsOfAScanOrAProviderSaysHowItIsFound() {
        List<String> ofScans = tablesWith("scan_id");
        List<String> ofProviders = tablesWith("provider_id");

        for (BulkTable table : BulkTables.CHILDREN_FIRST) {
            boolean ofScan = ofScans.contains(table.name());
            assertThat(table.ofScan() != null).as(table.name()).isEqualTo(ofScan);
            assertThat(table.ofProvider() != null)
                    .as(table.name())
                    .isEqualTo(!ofScan && ofProviders.contains(table.name()));
            assertThat(
                            Stream.of(table.ofScan(), table.ofProvider(), table.ofTenants())
                                    .flatMap(Stream::ofNullable))
                    .allMatch(
                            statement ->
                                    statement.matches("(?s)delete from " + table.name() + "\\s.*"));
        }
    }

    @Test
    void theBatchesOfADeletedTenantLeaveNothingInAnyOfThem() {
        Estate acme = Estate.on(server);
        UUID tenant = acme.tenancy().id();
        assertThat(names()).allMatch(table -> rows(table, tenant) > 0);
        acme.tenancy().api().delete("tenants/" + tenant).expect(204);

        for (String batch : BulkTables.ofTenants()) {
            int removed = BATCH;
            while (removed == BATCH) {
                removed = sql.sql(batch).param("batch", BATCH).update();
            }
        }

        assertThat(names()).allMatch(table -> rows(table, tenant) == 0);
    }

    private long rows(String table, UUID tenant) {
        return sql.sql("select count(*) from %s where tenant_id = ?".formatted(table))
                .param(tenant)
                .query(Long.class)
                .single();
    }
}
