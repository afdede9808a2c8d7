package dev.bailiwick.posture;

import static dev.bailiwick.posture.Api.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A tenant with rows in every table of tenants and identities: through the API where it makes them,
 * with SQL in the tenant's scope where it does not.
 */
public final class Estate {

    public static final String ACCOUNT = "310987654321";

    private final Tenancy tenancy;
    private final UUID task;
    private final String mark;

    private Estate(Tenancy tenancy, UUID task, String mark) {
        this.tenancy = tenancy;
        this.task = task;
        this.mark = mark;
    }

    public static Estate on(TestServer server) {
        Tenancy tenancy = Tenancy.of(server);
        Api api = tenancy.api();
        api.post("api-keys", document("api-keys", Map.of("name", "night watch"))).expect(201);
        groupAndInvitation(api, provider(api, "aws", ACCOUNT));
        api.post("roles", document("roles", Map.of("name", "night shift"))).expect(201);
        String gone = provider(api, "gcp", "harbour-12");
        UUID task = UUID.fromString(api.delete("providers/" + gone).expect(202).id());
        Eventually.get(() -> state(api, "tasks/" + task, "state"), "completed"::equals);
        String mark = "quay-" + UUID.randomUUID();
        String file = record(mark, 1) + "\n{}\n" + record(mark, 2) + "\n";
        String ingestion =
                api.post("ingestions", "application/x-ndjson", file.getBytes(UTF_8))
                        .expect(202)
                        .id();
        Eventually.get(() -> state(api, "ingestions/" + ingestion, "status"), "completed"::equals);
        Eventually.get(() -> waiting(tenancy), jobs -> jobs == 0);
        credentials(api, provider(api, "vercel", "team_0123456789abcdef"));
        Map<String, Object> keeping = Map.of("days", 3_650);
        api.patch("retention", document("retentions", tenancy.id().toString(), keeping))
                .expect(200);
        tenancy.inTransaction(() -> addWhatTheApiDoesNotMake(server.bean(JdbcClient.class)));
        return new Estate(tenancy, task, mark);
    }

    private static long waiting(Tenancy tenancy) {
        return tenancy.server()
                .sql()
                .sql(
                        "select count(*) from job where tenant_id = ? and state in ('available',"
                                + " 'scheduled', 'executing')")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    private static String provider(Api api, String kind, String uid) {
        return api.post("providers", document("providers", Map.of("provider", kind, "uid", uid)))
                .expect(201)
                .id();
    }

    private static void credentials(Api api, String provider) {
        Map<String, Object> attributes =
                Map.of(
                        "name", "quay keys",
                        "secret_type", "static",
                        "secret", Map.of("api_token", "quay-token"));
        api.post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                attributes,
                                Map.of("provider", Api.link("providers", provider))))
                .expect(201);
    }

    private static void groupAndInvitation(Api api, String provider) {
        String role = api.get("roles").expect(200).ids().getFirst();
        api.post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", Tenancy.email()),
                                Map.of("roles", Api.links("roles", role))))
                .expect(201);
        Map<String, Object> links =
                Map.of(
                        "providers", Api.links("providers", provider),
                        "roles", Api.links("roles", role));
        api.post("provider-groups", document("provider-groups", Map.of("name", "quays"), links))
                .expect(201);
    }

    private static String record(String mark, int n) {
        ObjectNode record = Records.numbered(ACCOUNT, n);
        Records.at(record, "resources/0").put("region", mark);
        ObjectNode unmapped = Records.at(record, "unmapped");
        unmapped.put("resource_group", "storage").putArray("categories").add("secrets");
        return record.toString();
    }

    private static String state(Api api, String path, String attribute) {
        return api.get(path).expect(200).at("/data/attributes/" + attribute).asString();
    }

    private static int addWhatTheApiDoesNotMake(JdbcClient sql) {
        int rows = 0;
        for (String statement :
                new String[] {
                    "insert into ingestion_chunk (ingestion_id, seq, data)"
                            + " select id, 0, convert_to('kept', 'UTF8') from ingestion",
                    "insert into job_need (job_id, needs_id) select"
                            + " (select id from job order by id desc limit 1),"
                            + " (select id from job order by id limit 1)",
                    "insert into schedule (provider_id, cron, zone, paused)"
                            + " select id, '0 3 * * *', 'UTC', true from provider"
                            + " where deleted_at is null",
                    "insert into resource_change (scan_id, resource_id, provider_id, name, region,"
                            + " service, type, groups, tags) select first_scan_id, id, provider_id,"
                            + " name, region, service, type, groups, tags from resource"
                }) {
            rows += sql.sql(statement).update();
        }
        return rows;
    }

    public Tenancy tenancy() {
        return tenancy;
    }

    /** Of the removal of a provider. */
    public UUID task() {
        return task;
    }

    /** The tenant's first row in {@code table}. */
    public UUID first(String table) {
        return one(table, "asc");
    }

    /** The tenant's newest row in {@code table}. */
    public UUID newest(String table) {
        return one(table, "desc");
    }

    private UUID one(String table, String order) {
        return tenancy.server()
                .sql()
                .sql(
                        "select id from %s where tenant_id = ? order by id %s limit 1"
                                .formatted(table, order))
                .param(tenancy.id())
                .query(UUID.class)
                .single();
    }

    private static final Set<String> IDENTIFIED =
            Set.of(
                    "api_key",
                    "finding",
                    "ingestion",
                    "ingestion_error",
                    "invitation",
                    "job",
                    "membership",
                    "provider",
                    "provider_group",
                    "provider_secret",
                    "resource",
                    "role",
                    "scan",
                    "schedule");

    /** Every id and text by which this tenant is known in an answer; no other tenant has them. */
    public Set<String> marks() {
        Set<String> marks = new HashSet<>(Set.of(mark, tenancy.owner().email()));
        ids().forEach(id -> marks.add(id.toString()));
        return marks;
    }

    public Set<UUID> ids() {
        Set<UUID> ids = new HashSet<>(Set.of(tenancy.id(), tenancy.owner().id()));
        for (String table : IDENTIFIED) {
            ids.addAll(
                    tenancy.server()
                            .sql()
                            .sql("select id from %s where tenant_id = ?".formatted(table))
                            .param(tenancy.id())
                            .query(UUID.class)
                            .list());
        }
        return ids;
    }
}
