package dev.bailiwick.posture.overview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.Uploads;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.stream.Stream;

/** What sums over findings say of a tenant whose findings are known. */
class OverviewIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void countsTheLastScanOfEachKindOfProvider() {
        Api ada = acme.api();
        assertThat(ada.get("overviews/providers").expect(200).items()).isEmpty();
        upload(record(1, "PASS", false), record(2, "FAIL", false), record(3, "FAIL", true));
        upload(record(1, "PASS", false), record(2, "PASS", false), record(4, "FAIL", true));

        Answer kinds = ada.get("overviews/providers").expect(200);

        assertThat(kinds.ids()).containsExactly("aws");
        JsonNode aws = kinds.at("/data/0/attributes");
        assertThat(aws.at("/findings/pass").asLong()).isEqualTo(2);
        assertThat(aws.at("/findings/fail").asLong()).isZero();
        assertThat(aws.at("/findings/muted").asLong()).isEqualTo(1);
        assertThat(aws.at("/findings/total").asLong()).isEqualTo(3);
        assertThat(aws.at("/resources/total").asLong()).isEqualTo(resources());
        assertThat(kinds.at("/meta/pagination").isMissingNode()).isTrue();
        ada.get("overviews/providers?page[size]=1").expect(400);
        ada.get("overviews/providers?filter[x]=1").expect(400);
    }

    @Test
    void putsFindingsTogetherByCheck() {
        Api ada = acme.api();
        assertThat(ada.get("finding-groups/latest").expect(200).items()).isEmpty();
        upload(record(1, "PASS", false), record(2, "FAIL", false), record(3, "FAIL", true));

        Answer all = ada.get("finding-groups/latest?filter[include_muted]=true").expect(200);

        long pass = sum(all, "pass_count");
        assertThat(pass).isEqualTo(1);
        assertThat(sum(all, "fail_count")).isEqualTo(1);
        assertThat(sum(all, "muted_count")).isEqualTo(1);
        assertThat(sum(all, "fail_muted_count")).isEqualTo(1);
        assertThat(sum(all, "new_count")).isEqualTo(2);
        assertThat(all.items())
                .allSatisfy(
                        group -> {
                            assertThat(group.at("/attributes/check_id")).isEqualTo(group.get("id"));
                            assertThat(group.at("/attributes/impacted_providers/0").asString())
                                    .isEqualTo("aws");
                            assertThat(group.at("/attributes/check_title").asString()).isNotEmpty();
                        });
        List<String> shown =
                Stream.of("?filter[muted]=true", "?filter[muted]=false", "?filter[muted]=include")
                        .map(query -> ada.get("finding-groups/latest" + query).expect(200))
                        .map(answer -> String.valueOf(answer.items().size()))
                        .toList();
        assertThat(Integer.parseInt(shown.get(0)) + Integer.parseInt(shown.get(1)))
                .isEqualTo(Integer.parseInt(shown.get(2)))
                .isEqualTo(all.items().size());
    }

    @Test
    void sortsFiltersAndPagesGroups() {
        Api ada = acme.api();
        upload(record(1, "PASS", false), record(2, "FAIL", false), record(3, "FAIL", false));

        assertThat(ada.get("finding-groups/latest?filter[status]=FAIL").expect(200).items())
                .isNotEmpty()
                .allSatisfy(
                        group ->
                                assertThat(group.at("/attributes/status").asString())
                                        .isEqualTo("FAIL"));
        Answer sorted = ada.get("finding-groups/latest?sort=-fail_count").expect(200);
        assertThat(sorted.items())
                .extracting(group -> -group.at("/attributes/fail_count").asLong())
                .isSorted();
        String check = sorted.ids().getFirst();
        assertThat(ada.get("finding-groups/latest?filter[check_id]=" + check).ids())
                .containsExactly(check);
        assertThat(ada.get("finding-groups/latest?filter[provider_type]=gcp").ids()).isEmpty();
        assertThat(ada.get("finding-groups/latest?filter[check_title__icontains]=no-such").ids())
                .isEmpty();
        for (String sort :
                List.of("-severity", "status", "impacted_providers", "check_title", "id")) {
            ada.get("finding-groups/latest?sort=" + sort).expect(200);
        }
        Answer one = ada.get("finding-groups/latest?page[size]=1").expect(200);
        assertThat(one.items()).hasSize(1);
        assertThat(one.at("/meta/pagination/count").asInt()).isEqualTo(sorted.items().size());
        ada.get("finding-groups/latest?page[number]=99").expect(404);
        ada.get("finding-groups/latest?sort=color").expect(400);
    }

    @Test
    void showsNothingToWhoSeesNoProvider() {
        upload(record(1, "PASS", false), record(2, "FAIL", false));
        Tenancy.Person blind = acme.member();
        server.sql()
                .sql(
                        "update role set unlimited_visibility = false where tenant_id = ? and name"
                                + " <> 'admin'")
                .param(acme.id())
                .update();

        assertThat(blind.api().get("overviews/providers").expect(200).items()).isEmpty();
        assertThat(blind.api().get("finding-groups/latest").expect(200).items()).isEmpty();
        assertThat(acme.api().get("overviews/providers").expect(200).items()).hasSize(1);
    }

    private static long sum(Answer groups, String count) {
        return groups.items().stream()
                .mapToLong(group -> group.at("/attributes/" + count).asLong())
                .sum();
    }

    private long resources() {
        return server.sql()
                .sql("select count(*) from resource where tenant_id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private static ObjectNode record(int n, String status, boolean muted) {
        ObjectNode record = Records.numbered("410987654321", n);
        record.put("status_code", status);
        record.put("status", muted ? "Suppressed" : "New");
        record.put("status_id", muted ? 3 : 1);
        return record;
    }

    private void upload(ObjectNode... records) {
        Uploads.of(acme.api(), Stream.of(records));
    }
}
