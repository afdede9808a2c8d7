package dev.bailiwick.posture.finding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * More accounts than a statement compares one by one, each with a finding of one resource: what is
 * read of all of them is all of them, in order, and of no other tenant.
 */
class ManyAccountsIT {

    private static final int ACCOUNTS = 40;
    private static final int SEEN = 36;

    private static Api all;
    private static Api some;

    @BeforeAll
    static void upload() {
        Tenancy tenancy = Tenancy.of(TestServer.shared());
        Tenancy other = Tenancy.of(TestServer.shared());
        for (int n = 0; n < ACCOUNTS; n++) {
            push(tenancy.api(), n);
        }
        push(other.api(), 0);
        all = tenancy.api();
        Person member = tenancy.member();
        tenancy.limit(
                member,
                all.get("providers?page[size]=100").expect(200).ids().stream()
                        .limit(SEEN)
                        .map(UUID::fromString)
                        .toArray(UUID[]::new));
        some = member.api();
    }

    private static void push(Api api, int n) {
        Orchard.push(api, "[" + Records.numbered("4%011d".formatted(n), n) + "]");
    }

    @Test
    void allFindingsAreOnPagesNewestFirst() {
        List<String> ids = pages(all, "findings/latest?");

        assertThat(ids).hasSize(ACCOUNTS).doesNotHaveDuplicates();
        assertThat(ids).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(pages(some, "findings/latest?")).hasSize(SEEN).isSubsetOf(ids);
    }

    @Test
    void filtersAndOrdersAskAllOfThem() {
        long failing = IntStream.range(0, ACCOUNTS).filter(n -> n % 3 == 0).count();

        assertThat(pages(all, "findings/latest?filter[status]=FAIL&sort=-severity&"))
                .hasSize((int) failing)
                .doesNotHaveDuplicates();
        assertThat(pages(all, "findings/latest?filter[check_id]=s3_check_3&")).hasSize(4);
    }

    @Test
    void allResourcesAreOnPages() {
        List<String> ids = pages(all, "resources/latest?");

        assertThat(ids).hasSize(ACCOUNTS).doesNotHaveDuplicates();
        assertThat(pages(some, "resources/latest?")).hasSize(SEEN).isSubsetOf(ids);
        assertThat(pages(all, "resources/latest?sort=name&"))
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    /** The ids of four pages of twelve, which are one more than there are. */
    private static List<String> pages(Api api, String path) {
        return IntStream.rangeClosed(1, 4)
                .mapToObj(n -> api.get(path + "page[size]=12&page[number]=" + n))
                .filter(answer -> answer.status() != 404)
                .flatMap(answer -> answer.expect(200).ids().stream())
                .toList();
    }
}
