package dev.bailiwick.posture.ingestion;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Uploads of one account that come at once and describe its resources differently. */
class ChangesIT {

    private static final int RESOURCES = 1_200;

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Api api = acme.api();

    @Test
    void resourcesAreAsTheScanDescribesThemThatWasPublishedLast() throws Exception {
        await(upload("v0"));

        List<String> ids = Tenancy.atOnce(uploads(4));
        ids.forEach(this::await);

        requireDescribed("v" + ids.indexOf(lastPublished()));
    }

    @RepeatedTest(3)
    void resourcesOfAProviderThatIsDeletedInBetweenAreGoneAndNothingIsMixed() throws Exception {
        await(upload("v0"));

        String first = upload("v1");
        Eventually.get(() -> state(first), state -> !state.equals("pending"));
        List<Callable<String>> both = uploads(2);
        both.add(this::deleteProvider);
        List<String> made = Tenancy.atOnce(both);
        String again = upload("v7");

        String task = made.getLast();
        await(first);
        made.subList(0, 2).forEach(this::await);
        await(again);
        Eventually.get(
                () -> api.get("tasks/" + task).at("/data/attributes/state").asString(),
                "completed"::equals);

        assertThat(api.get("providers").expect(200).items()).hasSize(1);
        requireDescribed("v7");
        assertThat(rows("provider", "true")).isOne();
        assertThat(lastPublished()).isEqualTo(again);
    }

    @Test
    void whatFailsBehindThePublicationIsCompleteButForDescriptions() {
        String id = upload("v0");
        await(id);
        // as a job leaves it that published its scans and then failed too often; the ingestion is
        // last, since the server's own housekeeping may end it from there on
        of("update job set state = 'failed' where name = 'ingestion' and tenant_id = ?");
        of(
                """
                insert into resource_change (tenant_id, scan_id, resource_id, provider_id, name, region, service, type,
                                             groups, tags)
                select tenant_id, first_scan_id, id, provider_id, 'other', region, service, type, groups, tags
                from resource where tenant_id = ?
                """);
        of("update ingestion set status = 'processing', completed_at = null where tenant_id = ?");

        server.keepHouse("abandoned-uploads");

        assertThat(state(id)).isEqualTo("completed");
        assertThat(api.get("ingestions/" + id + "/errors").expect(200).body())
                .contains("keep their earlier description");
        assertThat(api.get("findings/latest").at("/meta/pagination/count").asInt())
                .isEqualTo(RESOURCES);
        requireDescribed("v0");
        await(upload("v1"));
        requireDescribed("v1");
    }

    private void of(String statement) {
        assertThat(server.sql().sql(statement).param(acme.id()).update()).isPositive();
    }

    /** All of them, by names and tags, and nothing waits to be applied. */
    private void requireDescribed(String how) {
        assertThat(rows("resource", "name like '%% %s'".formatted(how))).isEqualTo(RESOURCES);
        assertThat(rows("resource", "tags ->> 'state' = '%s'".formatted(how))).isEqualTo(RESOURCES);
        assertThat(rows("resource", "true")).isEqualTo(RESOURCES);
        assertThat(
                        rows(
                                "resource_tag",
                                "((key = 'state' and value = '%1$s') or key = '%1$s')"
                                        .formatted(how)))
                .isEqualTo(2L * RESOURCES);
        assertThat(rows("resource_tag", "true")).isEqualTo(2L * RESOURCES);
        assertThat(rows("resource_change", "true")).isZero();
    }

    private List<Callable<String>> uploads(int count) {
        List<Callable<String>> uploads = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            String how = "v" + n;
            uploads.add(() -> upload(how));
        }
        return uploads;
    }

    private String upload(String how) {
        byte[] file = Harbour.described(RESOURCES, how).getBytes(UTF_8);
        return api.post("ingestions", "application/json", file).expect(202).id();
    }

    private String deleteProvider() {
        String provider = api.get("providers").expect(200).ids().getFirst();
        return api.delete("providers/" + provider).expect(202).id();
    }

    private void await(String ingestion) {
        Eventually.get(() -> state(ingestion), "completed"::equals);
    }

    private String state(String ingestion) {
        return api.get("ingestions/" + ingestion)
                .expect(200)
                .at("/data/attributes/status")
                .asString();
    }

    private String lastPublished() {
        return server.sql()
                .sql(
                        "select cast(ingestion_id as text) from scan where tenant_id = ?"
                                + " order by published_at desc nulls last limit 1")
                .param(acme.id())
                .query(String.class)
                .single();
    }

    private long rows(String table, String condition) {
        return server.sql()
                .sql("select count(*) from " + table + " where tenant_id = ? and " + condition)
                .param(acme.id())
                .query(Long.class)
                .single();
    }
}
