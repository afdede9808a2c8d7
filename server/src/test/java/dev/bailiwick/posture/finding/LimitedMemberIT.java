package dev.bailiwick.posture.finding;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Orchard;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.ingestion.ocsf.Records;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A member who sees one provider of two, beside the owner of a tenant that has that provider alone:
 * both are told the same, whatever they ask.
 */
class LimitedMemberIT {

    private static final TestServer SERVER = TestServer.shared();

    /** What differs between any two tenants: ids and times. */
    private static final Pattern OWN =
            Pattern.compile(
                    "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                            + "|\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)");

    private static Orchard orchard;
    private static Person limited;
    private static Api alone;
    private static String hidden;

    @BeforeAll
    static void plant() {
        orchard = Orchard.planted(SERVER);
        Tenancy tenancy = orchard.tenancy();
        limited = tenancy.member("MANAGE_SCANS");
        tenancy.limit(limited, orchard.provider(Orchard.SOUTH));
        hidden = group(tenancy, orchard.provider(Orchard.SOUTH));
        ObjectNode record = Records.numbered(Orchard.NORTH, 1);
        record.put("status_code", "FAIL")
                .put("status_detail", "Tree 99 is rotten.")
                .put("message", "Tree 99 is rotten.");
        Records.at(record, "resources/0").put("region", "north-3");
        Records.at(record, "unmapped").put("resource_group", "storage");
        Orchard.push(orchard.api(), "[" + record + "]");
        Tenancy south = Orchard.southAlone(SERVER);
        // a group of the same kind, which is told of too
        south.limit(south.member(), providers(south).getFirst());
        alone = south.api();
        Outbuildings.raise(tenancy);
        Outbuildings.raise(south);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "providers?sort=inserted_at",
                "providers?filter[uid]=310000000001",
                "providers?include=provider_groups&sort=inserted_at",
                "provider-groups",
                "provider-groups?filter[search]=group",
                "scans?sort=inserted_at",
                "scans?include=provider&sort=-inserted_at",
                "scans?filter[provider_uid__icontains]=31",
                "findings/latest?page[size]=50",
                "findings/latest?page[size]=7&page[number]=3",
                "findings/latest?page[size]=50&sort=-severity,status",
                "findings/latest?filter[search]=rotten&page[size]=50",
                "findings/latest?filter[status]=FAIL&include=resources,scan.provider&page[size]=10",
                "findings/latest?filter[provider_uid]=310000000001",
                "findings/latest?filter[resource_uid__icontains]=00000000",
                "findings?{week}&page[size]=50",
                "findings/metadata?{week}",
                "findings/metadata/latest",
                "findings/metadata/latest?filter[provider_uid]=310000000001",
                "resources?{week}&page[size]=50&sort=uid",
                "resources/latest?page[size]=50&sort=uid",
                "resources/latest?filter[search]=res&page[size]=50&sort=uid",
                "resources/latest?filter[tag]=prod&page[size]=50&sort=uid",
                "resources/metadata?{week}",
                "resources/metadata/latest",
                "overviews/providers",
                "overviews/attack-surfaces",
                "overviews/categories",
                "overviews/categories?filter[provider_type]=aws",
                "overviews/resource-groups",
                "overviews/findings_severity/timeseries?filter[date_from]={today}",
                "finding-groups/latest?page[size]=50",
                "finding-groups/latest?filter[status]=FAIL&sort=-fail_count,check_id",
                "tasks?filter[name__icontains]=scan-&sort=name&page[size]=50",
                "schedules?sort=inserted_at"
            })
    void isToldWhatATenantWithThatProviderAloneIsTold(String path) {
        String asked =
                path.startsWith("resources")
                        ? orchard.fill(path).replace("inserted_at", "updated_at")
                        : orchard.fill(path);

        assertThat(told(limited.api(), asked)).isEqualTo(told(alone, asked));
        if (!path.contains("310000000001")) {
            assertThat(told(orchard.api(), asked))
                    .as("the owner, who sees both, is told more")
                    .isNotEqualTo(told(alone, asked));
        }
    }

    /** A group that no role names, of a provider that is seen. */
    private static String group(Tenancy tenancy, UUID provider) {
        Map<String, Object> attributes = Map.of("name", "a group out of sight");
        Map<String, Object> links =
                Map.of("providers", Api.links("providers", provider.toString()));
        return tenancy.api()
                .post("provider-groups", document("provider-groups", attributes, links))
                .expect(201)
                .id();
    }

    @Test
    void isToldNothingOfAGroupOutOfSight() {
        limited.api().get("provider-groups/" + hidden).expect(404);
        assertThat(limited.api().get("providers?include=provider_groups").expect(200).body())
                .doesNotContain(hidden);
        String filter = "providers?filter[provider_groups]=" + hidden;
        assertThat(limited.api().get(filter).expect(200).ids()).isEmpty();
        assertThat(orchard.api().get(filter).expect(200).ids()).hasSize(1);
    }

    private static String told(Api who, String path) {
        return OWN.matcher(who.get(path).expect(200).json().toString()).replaceAll("*");
    }

    @Test
    void findsNothingOfTheOtherProviderByItsId() {
        UUID north = orchard.provider(Orchard.NORTH);
        for (String path :
                List.of(
                        "providers/" + north,
                        "scans/" + orchard.scan("first"),
                        "scans/" + orchard.scan("second"),
                        "findings/" + orchard.id("second 20"),
                        "resources/" + orchard.resource(Orchard.NORTH, 3))) {
            limited.api().get(path).expect(404);
            orchard.api().get(path).expect(200);
        }
        limited.api().get("findings/" + orchard.id("south 20")).expect(200);
    }

    /** The number of the provider that is made last is one that no scope was told before. */
    @Test
    void seesNothingOfAProviderThatIsMadeLater() {
        Tenancy tenancy = Orchard.southAlone(SERVER);
        Person member = tenancy.member();
        tenancy.limit(member, providers(tenancy).getFirst());
        String made =
                tenancy.api()
                        .post(
                                "providers",
                                document(
                                        "providers",
                                        Map.of("provider", "aws", "uid", "310000000003")))
                        .expect(201)
                        .id();

        assertThat(member.api().get("providers").expect(200).ids()).doesNotContain(made).hasSize(1);
        member.api().get("providers/" + made).expect(404);
    }

    private static List<UUID> providers(Tenancy tenancy) {
        return tenancy.api().get("providers").expect(200).ids().stream()
                .map(UUID::fromString)
                .toList();
    }
}
