package dev.bailiwick.posture.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class ProviderIT {

    private static final UUID ABSENT = UUID.fromString("0199c000-0000-7000-8000-00000000beef");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void makesAProviderThatNobodyHasConnectedToYet() {
        Answer made = make("gcp", "orchard-12", "Orchard").expect(201);

        assertThat(made.at("/data/type").asString()).isEqualTo("providers");
        assertThat(made.at("/data/attributes/provider").asString()).isEqualTo("gcp");
        assertThat(made.at("/data/attributes/uid").asString()).isEqualTo("orchard-12");
        assertThat(made.at("/data/attributes/alias").asString()).isEqualTo("Orchard");
        assertThat(made.at("/data/attributes/connection/connected").isNull()).isTrue();
        assertThat(made.at("/data/attributes/connection/last_checked_at").isNull()).isTrue();
        assertThat(made.at("/data/relationships/secret/data").isNull()).isTrue();
        assertThat(made.at("/data/relationships/provider_groups/data").isEmpty()).isTrue();
        assertThat(acme.api().get("providers/" + made.id()).expect(200).json().get("data"))
                .isEqualTo(made.json().get("data"));
    }

    @Test
    void isAnAwsAccountUnlessTheKindIsGiven() {
        Answer made = post(Map.of("uid", "101010101010")).expect(201);

        assertThat(made.at("/data/attributes/provider").asString()).isEqualTo("aws");
    }

    @ParameterizedTest
    @CsvSource({
        "aws, 10101010101",
        "aws, 10101010101x",
        "azure, not-a-uuid",
        "gcp, Orchard",
        "kubernetes, -lab",
        "m365, orchard",
        "github, -fern",
        "mongodbatlas, 00112233",
        "iac, ftp://code.example/a.git",
        "oraclecloud, tenancy",
        "alibabacloud, 12345",
        "cloudflare, 12345",
        "openstack, -plot",
        "image, /nginx",
        "googleworkspace, D02xyz",
        "vercel, team_short",
        "okta, fern.example.com"
    })
    void refusesAUidOfNoAccountOfItsKind(String kind, String uid) {
        refused(make(kind, uid, null), 400, "/data/attributes/uid", kind + "-uid");
    }

    @Test
    void refusesWhatIsTooShortTooLongMissingOrUnknown() {
        refused(make("openstack", "ab", null), 400, "/data/attributes/uid", "min_length");
        refused(make("image", "a".repeat(251), null), 400, "/data/attributes/uid", "max_length");
        refused(make("aws", "101010101010", "ab"), 400, "/data/attributes/alias", "min_length");
        refused(
                make("aws", "101010101010", "a".repeat(101)),
                400,
                "/data/attributes/alias",
                "max_length");
        refused(post(Map.of("provider", "aws")), 400, "/data/attributes/uid", "required");
        refused(make("AWS", "101010101010", null), 400, "/data/attributes/provider", null);
        post(Map.of("provider", "aws", "uid", "101010101010", "connected", true)).expect(400);
        post(Map.of("provider", "aws", "uid", "101010101010", "tenant_id", ABSENT)).expect(400);
        assertThat(list("")).isEmpty();
    }

    @Test
    void refusesAnAddressWithAPasswordAndDoesNotRepeatIt() {
        Answer refused = make("iac", "https://crane:s3cr3t@code.example/orchard.git", null);

        refused(refused, 400, "/data/attributes/uid", "iac-uid");
        assertThat(refused.at("/errors/0/detail").asString())
                .contains("https://…@code.example/orchard.git", "without a password")
                .doesNotContain("s3cr3t");
        assertThat(list("")).isEmpty();
        make("iac", "http://code.example/orchard", null).expect(201);
        make("iac", "git@code.example:orchard.git", null).expect(201);
    }

    @Test
    void trimsAndLowersOktaDomainsAndNothingElse() {
        Answer okta = make("okta", " Fern.OKTA.com ", null).expect(201);

        assertThat(okta.at("/data/attributes/uid").asString()).isEqualTo("fern.okta.com");
        refused(make("aws", "101010101010\n", null), 400, "/data/attributes/uid", "aws-uid");
    }

    @Test
    void anAccountIsTakenOnceHoweverManyAskAtOnce() throws Exception {
        assertThat(Tenancy.atOnce(8, () -> make("github", "fern", null).status()))
                .containsExactlyInAnyOrder(201, 409, 409, 409, 409, 409, 409, 409);
        refused(make("github", "fern", null), 409, "/data/attributes/uid", "conflict");
    }

    @Test
    void ingestionsThatMeetAnAccountAtOnceGetTheSameProvider() throws Exception {
        assertThat(Tenancy.atOnce(8, this::findOrCreateFern)).doesNotContainNull().hasSize(8);
        assertThat(list("")).hasSize(1);
        assertThat(findOrCreateFern()).hasToString(list("").getFirst());
    }

    private UUID findOrCreateFern() {
        return acme.inTransaction(
                () -> server.bean(Providers.class).findOrCreate(ProviderKind.GITHUB, "fern", null));
    }

    @Test
    void canBeRenamedAndNothingElse() {
        String id = make("github", "fern", "Fern").expect(201).id();

        assertThat(
                        change(id, "alias", "Bracken")
                                .expect(200)
                                .at("/data/attributes/alias")
                                .asString())
                .isEqualTo("Bracken");
        assertThat(change(id, "alias", null).expect(200).at("/data/attributes/alias").isNull())
                .isTrue();
        change(id, "uid", "moss").expect(400);
        change(id, "provider", "gcp").expect(400);
        change(id, "connected", true).expect(400);
        change(ABSENT.toString(), "alias", "Bracken").expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter[provider]=aws | a b",
                "filter[provider__in]=aws,gcp | a b g",
                "filter[provider_type]=gcp | g",
                "filter[provider_type__in]=gcp,github | g h",
                "filter[uid]=fern | h",
                "filter[uid__in]=fern,101010101010 | a h",
                "filter[uid__icontains]=ORCH | g",
                "filter[uid__icontains]=%25 | ''",
                "filter[alias]=North | a",
                "filter[alias__in]=North,South | a b",
                "filter[alias__icontains]=nORTH | a g",
                "filter[search]=north | a g",
                "filter[search]=fern | h",
                "filter[search]=gith | h",
                "filter[connected]=true | b",
                "filter[connected]=false | ''",
                "filter[connected]=include | a b g h",
                "filter[inserted_at__gte]=2020-01-01 | a b g h",
                "filter[inserted_at__lte]=2020-01-01 | ''",
                "filter[inserted_at]=2020-01-01 | ''",
                "filter[updated_at__gte]=2020-01-01T00:00:00Z | a b g h",
                "filter[updated_at__lte]=2020-01-01 | ''",
                "filter[provider_groups]={group} | a g",
                "filter[provider_groups__in]={group},{absent} | a g",
                "filter[provider_groups]={absent} | ''",
                "filter[id]={absent} | ''",
                "page[disable]=true | a b g h",
                "sort=alias | a g b h",
                "sort=-uid | g h b a",
                "sort=provider,-uid | b a g h",
                "sort=connected,uid | b a h g",
                "sort=inserted_at | a b g h",
                "sort=-updated_at | h g b a"
            })
    void filtersAndSortsSelectWhatTheySay(String query, String expected) {
        Map<String, String> names = new HashMap<>();
        names.put(make("aws", "101010101010", "North").expect(201).id(), "a");
        names.put(make("aws", "202020202020", "South").expect(201).id(), "b");
        names.put(make("gcp", "orchard-12", "Snorth").expect(201).id(), "g");
        names.put(make("github", "fern", null).expect(201).id(), "h");
        String group = group(names);
        server.sql()
                .sql("update provider set connected = true where tenant_id = ? and alias = 'South'")
                .param(acme.id())
                .update();

        List<String> found =
                list(query.replace("{group}", group).replace("{absent}", ABSENT.toString()))
                        .stream()
                        .map(names::get)
                        .toList();

        List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(" "));
        if (query.startsWith("sort")) {
            assertThat(found).isEqualTo(wanted);
        } else {
            assertThat(found).containsExactlyInAnyOrderElementsOf(wanted);
        }
    }

    /** One that holds the providers a and g. */
    private String group(Map<String, String> names) {
        UUID group =
                server.sql()
                        .sql(
                                "insert into provider_group (tenant_id, name) values (?, 'Trees')"
                                        + " returning id")
                        .param(acme.id())
                        .query(UUID.class)
                        .single();
        names.forEach(
                (provider, name) -> {
                    if (name.equals("a") || name.equals("g")) {
                        server.sql()
                                .sql(
                                        """
                                        insert into provider_group_member (tenant_id, provider_group_id, provider_id)
                                        values (?, ?, ?)
                                        """)
                                .params(acme.id(), group, UUID.fromString(provider))
                                .update();
                    }
                });
        return group.toString();
    }

    @Test
    void bringsItsGroupsOnDemand() {
        String provider = make("github", "fern", null).expect(201).id();
        String group = group(Map.of(provider, "a"));

        Answer answer =
                acme.api().get("providers/" + provider + "?include=provider_groups").expect(200);

        assertThat(answer.at("/data/relationships/provider_groups/data/0/id").asString())
                .isEqualTo(group);
        assertThat(answer.at("/included/0/type").asString()).isEqualTo("provider-groups");
        assertThat(answer.at("/included/0/attributes/name").asString()).isEqualTo("Trees");
        assertThat(answer.at("/included/0/relationships/providers/data/0/id").asString())
                .isEqualTo(provider);
    }

    @Test
    void isNeitherSeenNorChangedNorDeletedByAnotherTenant() {
        Tenancy globex = Tenancy.of(server);
        String id = make("github", "fern", "Fern").expect(201).id();

        assertThat(globex.api().get("providers").expect(200).items()).isEmpty();
        globex.api().get("providers/" + id).expect(404);
        globex.api()
                .patch("providers/" + id, Api.document("providers", id, Map.of("alias", "Mine")))
                .expect(404);
        globex.api().delete("providers/" + id).expect(404);
        assertThat(
                        acme.api()
                                .get("providers/" + id)
                                .expect(200)
                                .at("/data/attributes/alias")
                                .asString())
                .isEqualTo("Fern");
        globex.api()
                .post(
                        "providers",
                        Api.document("providers", Map.of("provider", "github", "uid", "fern")))
                .expect(201);
    }

    @Test
    void isSeenByEveryMemberAndChangedByThoseWhoMayManageProviders() {
        String id = make("github", "fern", "Fern").expect(201).id();
        Api member = acme.member("MANAGE_SCANS").api();
        Api manager = acme.member("MANAGE_PROVIDERS").api();
        Map<String, Object> moss =
                Api.document("providers", Map.of("provider", "github", "uid", "moss"));
        Map<String, Object> bracken = Api.document("providers", id, Map.of("alias", "Bracken"));

        member.get("providers/" + id).expect(200);
        member.post("providers", moss).expect(403);
        member.patch("providers/" + id, bracken).expect(403);
        member.delete("providers/" + id).expect(403);
        manager.post("providers", moss).expect(201);
        manager.patch("providers/" + id, bracken).expect(200);
        manager.delete("providers/" + id).expect(202);
        acme.api().anonymous().get("providers").expect(401);
    }

    private Answer make(String kind, String uid, @Nullable String alias) {
        Map<String, Object> attributes = new HashMap<>(Map.of("provider", kind, "uid", uid));
        if (alias != null) {
            attributes.put("alias", alias);
        }
        return post(attributes);
    }

    private Answer post(Map<String, Object> attributes) {
        return acme.api().post("providers", Api.document("providers", attributes));
    }

    private Answer change(String id, String attribute, @Nullable Object value) {
        Map<String, @Nullable Object> attributes = new HashMap<>();
        attributes.put(attribute, value);
        return acme.api().patch("providers/" + id, Api.document("providers", id, attributes));
    }

    private List<String> list(String query) {
        return acme.api().get("providers?" + query).expect(200).ids();
    }

    private static void refused(Answer answer, int status, String pointer, @Nullable String code) {
        answer.expect(status);
        assertThat(answer.at("/errors/0/source/pointer").asString()).isEqualTo(pointer);
        if (code != null) {
            assertThat(answer.at("/errors/0/code").asString()).isEqualTo(code);
        }
    }
}
