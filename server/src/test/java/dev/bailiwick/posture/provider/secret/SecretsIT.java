package dev.bailiwick.posture.provider.secret;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class SecretsIT {

    private static final UUID ABSENT = UUID.fromString("0199c000-0000-7000-8000-00000000beef");

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String planted = "planted-" + UUID.randomUUID();

    @Test
    void keepsCredentialsAndShowsNothingOfThem() {
        String provider = provider("aws", "101010101010");

        Answer made = give(acme.api(), provider, "static", keys(planted)).expect(201);
        Answer read = acme.api().get("providers/secrets/" + made.id()).expect(200);
        Answer list = acme.api().get("providers/secrets").expect(200);

        assertThat(made.at("/data/type").asString()).isEqualTo("provider-secrets");
        assertThat(made.at("/data/attributes/name").asString()).isEqualTo("quay keys");
        assertThat(made.at("/data/attributes/secret_type").asString()).isEqualTo("static");
        assertThat(made.at("/data/relationships/provider/data/id").asString()).isEqualTo(provider);
        assertThat(made.at("/data/links/self").asString())
                .endsWith("/api/v1/providers/secrets/" + made.id());
        assertThat(made.at("/data/attributes").propertyNames())
                .containsExactlyInAnyOrder("inserted_at", "updated_at", "name", "secret_type");
        assertThat(read.json().get("data")).isEqualTo(made.json().get("data"));
        assertThat(list.ids()).containsExactly(made.id());
        assertThat(made.body() + read.body() + list.body()).doesNotContain(planted);
        assertThat(
                        acme.api()
                                .get("providers/" + provider)
                                .at("/data/relationships/secret/data/id")
                                .asString())
                .isEqualTo(made.id());
    }

    @Test
    void opensThemForWhoeverScans() {
        String provider = provider("aws", "101010101010");
        give(acme.api(), provider, "static", keys(planted)).expect(201);

        assertThat(open(provider))
                .isInstanceOfSatisfying(
                        Opened.Found.class,
                        found ->
                                assertThat(found.credentials())
                                        .isEqualTo(
                                                new AwsCredentials.Keys(
                                                        "AKIA", new Hidden(planted), null)));
        assertThat(open(provider).toString()).doesNotContain(planted);
    }

    @Test
    void theDatabaseHoldsNoneOfThem() {
        String provider = provider("aws", "101010101010");
        give(acme.api(), provider, "static", keys(planted)).expect(201);

        List<String> rows =
                server.sql()
                        .sql("select encode(sealed, 'escape') from provider_secret")
                        .query((row, n) -> row.getString(1))
                        .list();

        assertThat(rows).isNotEmpty().noneMatch(row -> row.contains(planted));
        assertThat(rows).noneMatch(row -> row.contains("aws_secret_access_key"));
    }

    @Test
    void aRowThatWasMovedDoesNotOpen() {
        String ours = provider("aws", "101010101010");
        String other = provider("aws", "101010101011");
        give(acme.api(), ours, "static", keys(planted)).expect(201);
        give(acme.api(), other, "static", keys("other")).expect(201);
        String move =
                """
                update provider_secret set (sealed, key_id) = (
                    select s.sealed, s.key_id from provider_secret s where s.provider_id = ?) where provider_id = ?
                """;

        server.sql().sql(move).params(UUID.fromString(ours), UUID.fromString(other)).update();

        assertThat(open(ours)).isInstanceOf(Opened.Found.class);
        assertThat(open(other)).isInstanceOf(Opened.Unreadable.class);
    }

    @Test
    void renamesAndReplacesThem() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys("first")).expect(201).id();
        Map<String, Object> role =
                Map.of("role_arn", "arn:aws:iam::101010101010:role/r", "external_id", planted);

        Answer renamed = change(id, Map.of("name", "Renamed")).expect(200);
        assertThat(renamed.at("/data/attributes/name").asString()).isEqualTo("Renamed");
        assertThat(open(provider)).isInstanceOf(Opened.Found.class);
        change(id, Map.of("secret", keys(planted))).expect(200);
        assertThat(credentials(provider))
                .isEqualTo(new AwsCredentials.Keys("AKIA", new Hidden(planted), null));
        Answer replaced = change(id, Map.of("secret_type", "role", "secret", role)).expect(200);

        assertThat(replaced.at("/data/attributes/secret_type").asString()).isEqualTo("role");
        assertThat(replaced.at("/data/attributes/name").asString()).isEqualTo("Renamed");
        assertThat(replaced.body()).doesNotContain(planted);
        assertThat(credentials(provider)).isInstanceOf(AwsCredentials.Role.class);
        Map<String, Object> nameless = new HashMap<>();
        nameless.put("name", null);
        assertThat(change(id, nameless).expect(200).at("/data/attributes/name").isNull()).isTrue();
    }

    @Test
    void anotherTypeNeedsOtherCredentials() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys(planted)).expect(201).id();

        refused(change(id, Map.of("secret_type", "role")), "/data/attributes/secret");
        refused(
                change(id, Map.of("secret_type", "role", "secret", keys(planted))),
                "/data/attributes/secret/role_arn");
        refused(
                change(id, Map.of("secret_type", "service_account", "secret", Map.of())),
                "/data/attributes/secret_type");
        change(id, Map.of("secret_type", "static")).expect(200);
        assertThat(credentials(provider))
                .isEqualTo(new AwsCredentials.Keys("AKIA", new Hidden(planted), null));
    }

    @Test
    void aProviderHasOneHoweverManyAreSentAtOnce() throws Exception {
        String provider = provider("aws", "101010101010");

        assertThat(
                        Tenancy.atOnce(
                                6,
                                () -> give(acme.api(), provider, "static", keys(planted)).status()))
                .containsExactlyInAnyOrder(201, 400, 400, 400, 400, 400);
        Answer further = give(acme.api(), provider, "static", keys(planted));
        refused(further, "/data/relationships/provider");
        String held = acme.api().get("providers/secrets").expect(200).ids().getFirst();
        assertThat(further.at("/errors/0/detail").asString())
                .isEqualTo(
                        "The provider has credentials already: change /api/v1/providers/secrets/"
                                + held
                                + ".");
    }

    @Test
    void deletesThemAndTakesOthers() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys(planted)).expect(201).id();

        acme.api().delete("providers/secrets/" + id).expect(204);

        acme.api().delete("providers/secrets/" + id).expect(404);
        acme.api().get("providers/secrets/" + id).expect(404);
        assertThat(open(provider)).isEqualTo(new Opened.None());
        give(acme.api(), provider, "static", keys(planted)).expect(201);
    }

    @Test
    void theyAreGoneAtOnceWithTheirProvider() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys(planted)).expect(201).id();

        acme.api().delete("providers/" + provider).expect(202);

        acme.api().get("providers/secrets/" + id).expect(404);
        change(id, Map.of("name", "Renamed")).expect(404);
        assertThat(acme.api().get("providers/secrets").expect(200).items()).isEmpty();
        assertThat(
                        server.sql()
                                .sql("select count(*) from provider_secret where id = ?")
                                .param(UUID.fromString(id))
                                .query(Long.class)
                                .single())
                .isZero();
        refused(
                give(acme.api(), provider, "static", keys(planted)),
                "/data/relationships/provider");
    }

    @Test
    void onlyWhoManagesProvidersReadsOrWritesThem() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys(planted)).expect(201).id();
        Api member = acme.member("MANAGE_SCANS").api();

        member.get("providers/secrets").expect(403);
        member.get("providers/secrets/" + id).expect(403);
        give(member, provider, "static", keys(planted)).expect(403);
        change(member, id, Map.of("name", "Renamed")).expect(403);
        member.delete("providers/secrets/" + id).expect(403);
        acme.member("MANAGE_PROVIDERS").api().get("providers/secrets/" + id).expect(200);
    }

    @Test
    void thoseOfProvidersOutOfSightAreNotThere() {
        String seen = provider("aws", "101010101010");
        String hidden = provider("aws", "101010101011");
        String id = give(acme.api(), hidden, "static", keys(planted)).expect(201).id();
        String own = give(acme.api(), seen, "static", keys(planted)).expect(201).id();
        Person limited = acme.member("MANAGE_PROVIDERS");
        acme.limit(limited, UUID.fromString(seen));

        assertThat(limited.api().get("providers/secrets").expect(200).ids()).containsExactly(own);
        limited.api().get("providers/secrets/" + id).expect(404);
        change(limited.api(), id, Map.of("name", "Renamed")).expect(404);
        limited.api().delete("providers/secrets/" + id).expect(404);
        acme.api().delete("providers/secrets/" + id).expect(204);
        refused(
                give(limited.api(), hidden, "static", keys(planted)),
                "/data/relationships/provider");
    }

    @Test
    void thoseOfAnotherTenantAreNotThere() {
        String provider = provider("aws", "101010101010");
        String id = give(acme.api(), provider, "static", keys(planted)).expect(201).id();
        Api other = Tenancy.of(server).api();

        other.get("providers/secrets/" + id).expect(404);
        change(other, id, Map.of("name", "stolen")).expect(404);
        other.delete("providers/secrets/" + id).expect(404);
        refused(give(other, provider, "static", keys(planted)), "/data/relationships/provider");
        assertThat(acme.api().get("providers/secrets/" + id).body()).contains("quay keys");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "magic | {} | /data/attributes/secret_type",
                "static | 'x' | /data/attributes/secret",
                "static | [] | /data/attributes/secret",
                "static | null | /data/attributes/secret",
                "static | 7 | /data/attributes/secret",
                "static | {} | /data/attributes/secret/aws_access_key_id",
                "static | {'aws_access_key_id':'a','aws_secret_access_key':''} |"
                        + " /data/attributes/secret/aws_secret_access_key",
                "static | {'aws_access_key_id':'a','aws_secret_access_key':'b','more':1} |"
                        + " /data/attributes/secret/more"
            })
    void refusesWhatIsNoCredentials(String type, String secret, String pointer) {
        String provider = provider("aws", "101010101010");
        String body =
                """
                {"data":{"type":"provider-secrets","attributes":{"secret_type":"%s","secret":%s},
                 "relationships":{"provider":{"data":{"type":"providers","id":"%s"}}}}}
                """
                        .formatted(type, secret.replace('\'', '"'), provider);

        Answer answer =
                acme.api()
                        .post(
                                "providers/secrets",
                                "application/vnd.api+json",
                                body.getBytes(StandardCharsets.UTF_8));

        refused(answer, pointer);
        assertThat(acme.api().get("providers/secrets").expect(200).items()).isEmpty();
    }

    @Test
    void refusesWhatCannotServeThisProviderWhenItIsSentAndWhenItIsChanged() {
        String provider = provider("kubernetes", "quay");
        Map<String, String> there = Map.of("kubeconfig_content", kubeconfig("keeper"));
        Map<String, String> gone = Map.of("kubeconfig_content", kubeconfig("gone"));

        refused(
                give(acme.api(), provider, "static", gone),
                "/data/attributes/secret/kubeconfig_content");
        String kept = give(acme.api(), provider, "static", there).expect(201).id();
        refused(change(kept, Map.of("secret", gone)), "/data/attributes/secret/kubeconfig_content");
    }

    private String kubeconfig(String user) {
        return """
        clusters: [{name: quay, cluster: {server: 'https://quay.example:6443'}}]
        users: [{name: keeper, user: {token: %s}}]
        contexts: [{name: quay, context: {cluster: quay, user: %s}}]
        """
                .formatted(planted, user);
    }

    @Test
    void needsAProvider() {
        Map<String, Object> attributes = Map.of("secret_type", "static", "secret", keys(planted));
        Answer none =
                acme.api().post("providers/secrets", document("provider-secrets", attributes));

        refused(none, "/data/relationships/provider");
        refused(
                give(acme.api(), ABSENT.toString(), "static", keys(planted)),
                "/data/relationships/provider");
    }

    @ParameterizedTest
    @CsvSource({
        "filter[name]=quay keys, 1",
        "filter[name]=quay, 0",
        "filter[name__icontains]=QUAY, 1",
        "filter[search]=keys, 1",
        "filter[search]=planted, 0",
        "filter[inserted_at]=2020-01-01, 0",
        "filter[updated_at]=2020-01-01, 0",
        "filter[provider]=0199c000-0000-7000-8000-00000000beef, 0",
        "sort=-name, 1",
        "sort=updated_at, 1",
        "fields[provider-secrets]=secret_type, 1"
    })
    void filtersSelectWhatTheySay(String query, int count) {
        give(acme.api(), provider("aws", "101010101010"), "static", keys(planted)).expect(201);

        assertThat(acme.api().get("providers/secrets?" + query).expect(200).items()).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"filter[secret]=a", "sort=secret", "include=provider", "filter[provider]=x"})
    void refusesWhatItCannotAnswer(String query) {
        acme.api().get("providers/secrets?" + query).expect(400);
    }

    private String provider(String kind, String uid) {
        return acme.api()
                .post("providers", document("providers", Map.of("provider", kind, "uid", uid)))
                .expect(201)
                .id();
    }

    private static Map<String, Object> keys(String secret) {
        return Map.of("aws_access_key_id", "AKIA", "aws_secret_access_key", secret);
    }

    private static Answer give(Api who, String provider, String type, Map<String, ?> secret) {
        return who.post(
                "providers/secrets",
                document(
                        "provider-secrets",
                        Map.of("name", "quay keys", "secret_type", type, "secret", secret),
                        Map.of("provider", link("providers", provider))));
    }

    private Answer change(String id, Map<String, ?> attributes) {
        return change(acme.api(), id, attributes);
    }

    private static Answer change(Api who, String id, Map<String, ?> attributes) {
        return who.patch("providers/secrets/" + id, document("provider-secrets", id, attributes));
    }

    private Opened open(String provider) {
        return acme.inTransaction(
                () -> server.bean(ProviderSecrets.class).open(UUID.fromString(provider)));
    }

    private Object credentials(String provider) {
        return open(provider) instanceof Opened.Found found ? found.credentials() : "none";
    }

    private static void refused(Answer answer, String pointer) {
        answer.expect(400);
        assertThat(answer.at("/errors/0/source/pointer").asString()).isEqualTo(pointer);
    }
}
