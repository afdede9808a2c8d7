package dev.bailiwick.posture.provider.connection;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.provider.credential.SiteCredentials;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

final class ConnectionIT {

    private static final String UID = "00112233445566778899aabb";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String key = "key-" + UUID.randomUUID();

    @Test
    void asksWithTheCredentialsAndWritesTheAnswerDown() {
        String provider = provider("mongodbatlas", UID);
        give(provider, key);
        StandIn.answers(
                key,
                (account, credentials) ->
                        account.equals(
                                                new ProviderAccount(
                                                        acme.scope().tenant(),
                                                        UUID.fromString(provider),
                                                        ProviderKind.MONGODBATLAS,
                                                        UID))
                                        && credentials.equals(
                                                new SiteCredentials.MongoDbAtlas(
                                                        key, new Hidden("planted-secret")))
                                ? ConnectionResult.connected()
                                : ConnectionResult.refused("Not what was sent."));

        Answer task = checked(provider);

        assertThat(task.at("/data/attributes/result/connected").asBoolean()).isTrue();
        assertThat(task.at("/data/attributes/result/error").isNull()).isTrue();
        assertThat(task.at("/data/attributes/task_args/provider_id").asString())
                .isEqualTo(provider);
        assertThat(task.body()).doesNotContain("planted-secret");
        Answer read = acme.api().get("providers/" + provider).expect(200);
        assertThat(read.at("/data/attributes/connection/connected").asBoolean()).isTrue();
        assertThat(read.at("/data/attributes/connection/last_checked_at").asString()).isNotEmpty();
        assertThat(acme.api().get("providers?filter[connected]=true").ids())
                .containsExactly(provider);
    }

    @Test
    void writesDownThatItIsRefused() {
        String provider = provider("mongodbatlas", UID);
        give(provider, key);
        StandIn.answers(key, (account, credentials) -> ConnectionResult.refused("Wrong key."));

        assertRefused(checked(provider), "Wrong key.");
        assertThat(acme.api().get("providers?filter[connected]=false").ids())
                .containsExactly(provider);
    }

    @Test
    void withoutCredentialsNothingIsAsked() {
        assertRefused(checked(provider("mongodbatlas", UID)), "has no credentials");
    }

    @Test
    void saysWhereNothingScansProvidersOfTheKind() {
        String provider = provider("vercel", "team_0123456789abcdef");
        Map<String, Object> token =
                Map.of("secret_type", "static", "secret", Map.of("api_token", "t"));
        acme.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                token,
                                Map.of("provider", link("providers", provider))))
                .expect(201);

        assertThat(checked(provider).at("/data/attributes/result/connected").asBoolean(true))
                .isFalse();
    }

    @Test
    void whoAsksAgainIsToldOfTheSameTaskUntilThatIsOver() {
        String provider = provider("mongodbatlas", UID);
        String secret = give(provider, key);
        CountDownLatch answered = new CountDownLatch(1);
        StandIn.answers(
                key,
                (account, credentials) -> {
                    Eventually.passes(answered);
                    return ConnectionResult.connected();
                });
        String task = ask(provider);

        assertThat(ask(provider)).isEqualTo(task);
        change(secret, Map.of("name", "renamed"));
        assertThat(ask(provider)).isEqualTo(task);
        change(secret, Map.of("secret", credentials(key)));
        String other = ask(provider);
        assertThat(other).as("with credentials that came meanwhile").isNotEqualTo(task);

        answered.countDown();
        ended(task);
        assertThat(ended(other).at("/data/attributes/result/connected").asBoolean()).isTrue();
        assertThat(ask(provider)).as("after the end").isNotIn(task, other);
    }

    @Test
    void isAskedByAFewMembersAtOnceAtMost() {
        String provider = provider("mongodbatlas", UID);
        give(provider, key);
        CountDownLatch answered = new CountDownLatch(1);
        StandIn.answers(
                key,
                (account, credentials) -> {
                    Eventually.passes(answered);
                    return ConnectionResult.connected();
                });
        String path = "providers/" + provider + "/connection";
        String own = ask(provider);
        for (int i = 1; i < 5; i++) {
            post(acme.member("MANAGE_PROVIDERS").api(), path).expect(202);
        }

        post(acme.member("MANAGE_PROVIDERS").api(), path).expect(409);
        assertThat(ask(provider)).isEqualTo(own);

        answered.countDown();
        assertThat(ended(own).at("/data/attributes/result/connected").asBoolean()).isTrue();
    }

    @Test
    void theAnswerToOtherCredentialsIsNone() {
        String provider = provider("mongodbatlas", UID);
        String secret = give(provider, key);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch replaced = new CountDownLatch(1);
        StandIn.answers(
                key,
                (account, credentials) -> {
                    asked.countDown();
                    Eventually.passes(replaced);
                    return ConnectionResult.connected();
                });
        String task = ask(provider);
        Eventually.passes(asked);

        acme.api()
                .patch(
                        "providers/secrets/" + secret,
                        document(
                                "provider-secrets", secret, Map.of("secret", credentials("other"))))
                .expect(200);
        replaced.countDown();

        assertThat(ended(task).at("/data/attributes/result/error").asString())
                .contains("Other credentials");
        assertThat(
                        acme.api()
                                .get("providers/" + provider)
                                .at("/data/attributes/connection/connected")
                                .isNull())
                .isTrue();
    }

    @Test
    void nobodyKnowsWhetherOtherCredentialsReachTheProvider() {
        String provider = provider("mongodbatlas", UID);
        String secret = give(provider, key);
        StandIn.answers(key, (account, credentials) -> ConnectionResult.connected());
        checked(provider);

        change(secret, Map.of("name", "renamed"));
        assertThat(connection(provider).at("/connected").asBoolean()).isTrue();
        change(secret, Map.of("secret", credentials("other")));
        assertThat(connection(provider).at("/connected").isNull()).isTrue();
        assertThat(connection(provider).at("/last_checked_at").isNull()).isTrue();
        change(secret, Map.of("secret", credentials(key)));
        checked(provider);
        assertThat(connection(provider).at("/connected").asBoolean()).isTrue();
        acme.api().delete("providers/secrets/" + secret).expect(204);
        assertThat(connection(provider).at("/connected").isNull()).isTrue();
    }

    private void change(String secret, Map<String, ?> attributes) {
        acme.api()
                .patch(
                        "providers/secrets/" + secret,
                        document("provider-secrets", secret, attributes))
                .expect(200);
    }

    private JsonNode connection(String provider) {
        return acme.api()
                .get("providers/" + provider)
                .expect(200)
                .at("/data/attributes/connection");
    }

    @Test
    void whoeverDoesNotAnswerInTimeIsNotConnected() {
        String provider = provider("cloudflare", "fedcba9876543210fedcba9876543210");
        acme.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", Map.of("api_token", "t")),
                                Map.of("provider", link("providers", provider))))
                .expect(201);

        assertRefused(checked(provider), "No answer came within");
        assertThat(connection(provider).at("/connected").asBoolean(true)).isFalse();
    }

    @Test
    void endsWithTheProviderThatIsAsked() {
        String provider = provider("mongodbatlas", UID);
        give(provider, key);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        StandIn.answers(
                key,
                (account, credentials) -> {
                    asked.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                    return ConnectionResult.connected();
                });
        String task = ask(provider);
        Eventually.passes(asked);

        acme.api().delete("providers/" + provider).expect(202);

        Answer read = acme.api().get("tasks/" + task).expect(200);
        assertThat(read.at("/data/attributes/state").asString()).isEqualTo("cancelled");
        assertThat(read.at("/data/attributes/result/reason").asString())
                .isEqualTo("The provider was deleted.");
        Eventually.passes(interrupted);
    }

    @Test
    void needsThePermissionAndSightOfTheProvider() {
        String hidden = provider("mongodbatlas", UID);
        String seen = provider("vercel", "team_0123456789abcdef");
        Person limited = acme.member("MANAGE_PROVIDERS");
        acme.limit(limited, UUID.fromString(seen));
        String path = "providers/" + hidden + "/connection";

        post(acme.member("MANAGE_SCANS").api(), path).expect(403);
        post(limited.api(), path).expect(404);
        post(Tenancy.of(server).api(), path).expect(404);
        post(limited.api(), "providers/" + seen + "/connection").expect(202);
        String task = ask(hidden);
        limited.api().get("tasks/" + task).expect(404);
        Tenancy.of(server).api().get("tasks/" + task).expect(404);
        acme.api().get("tasks/" + task).expect(200);
    }

    private static Answer post(Api who, String path) {
        return who.send(who.request(path).POST(BodyPublishers.noBody()));
    }

    private String ask(String provider) {
        Answer task = post(acme.api(), "providers/" + provider + "/connection").expect(202);
        assertThat(task.at("/data/attributes/name").asString())
                .isEqualTo("provider-connection-check");
        assertThat(task.header("Content-Location")).isEqualTo("/api/v1/tasks/" + task.id());
        return task.id();
    }

    private Answer checked(String provider) {
        return ended(ask(provider));
    }

    private Answer ended(String task) {
        return Eventually.get(
                () -> acme.api().get("tasks/" + task).expect(200),
                answer -> answer.at("/data/attributes/state").asString().equals("completed"));
    }

    private static void assertRefused(Answer task, String error) {
        assertThat(task.at("/data/attributes/result/connected").asBoolean(true)).isFalse();
        assertThat(task.at("/data/attributes/result/error").asString()).contains(error);
    }

    private String provider(String kind, String uid) {
        return acme.api()
                .post("providers", document("providers", Map.of("provider", kind, "uid", uid)))
                .expect(201)
                .id();
    }

    private static Map<String, Object> credentials(String publicKey) {
        return Map.of("atlas_public_key", publicKey, "atlas_private_key", "planted-secret");
    }

    private String give(String provider, String publicKey) {
        return acme.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", credentials(publicKey)),
                                Map.of("provider", link("providers", provider))))
                .expect(201)
                .id();
    }
}
