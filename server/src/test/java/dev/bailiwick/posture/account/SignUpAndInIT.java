package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

class SignUpAndInIT {

    private final TestServer server = TestServer.shared();
    private final Api nobody = server.api();

    @Test
    void makesAnAccountWithATenantOfItsOwnThatItOwnsAsAdmin() {
        String email = Tenancy.email();

        Answer made = nobody.post("users", document("users", user(email))).expect(201);
        assertThat(made.at("/data/attributes/email").asString()).isEqualTo(email);
        assertThat(made.body()).doesNotContainIgnoringCase("password");

        Api ada = nobody.signIn(email);
        Answer me = ada.get("users/me?include=roles,memberships,memberships.tenant").expect(200);
        assertThat(me.id()).isEqualTo(made.id());
        assertThat(me.at("/data/relationships/memberships/data/0/meta/active").asBoolean())
                .isTrue();
        assertThat(included(me, "roles").at("/attributes/permission_state").asString())
                .isEqualTo("unlimited");
        assertThat(included(me, "memberships").at("/attributes/role").asString())
                .isEqualTo("owner");
        assertThat(included(me, "tenants").at("/attributes/name").asString())
                .isEqualTo(email.substring(0, email.indexOf('@')) + " default tenant");
    }

    @Test
    void keepsAddressesStrippedAndInLowerCase() {
        String email = Tenancy.email();
        nobody.post("users", document("users", user("  " + email.toUpperCase(Locale.ROOT) + " ")))
                .expect(201);

        nobody.signIn(" " + email.toUpperCase(Locale.ROOT));

        Answer again = nobody.post("users", document("users", user(email))).expect(400);
        assertThat(again.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/email");
        assertThat(again.at("/errors/0/code").asString()).isEqualTo("unique");
    }

    @Test
    void namesEveryFaultOfAnApplicant() {
        Map<String, Object> poor = Map.of("name", "ab", "email", "nowhere", "is_superuser", true);

        assertThat(pointers(nobody.post("users", document("users", poor)).expect(400)))
                .contains(
                        "/data/attributes/name",
                        "/data/attributes/email",
                        "/data/attributes/password");
    }

    @Test
    void namesEveryRuleThatAPasswordBreaks() {
        Map<String, Object> weak = new HashMap<>(user(Tenancy.email()));
        weak.put("password", "password");

        Answer refused = nobody.post("users", document("users", weak)).expect(400);

        assertThat(pointers(refused))
                .hasSizeGreaterThan(3)
                .containsOnly("/data/attributes/password");
    }

    @Test
    void saysTheSameOfAWrongPasswordAndAnUnknownAccount() {
        String email = Tenancy.email();
        nobody.signUp(email);

        Answer wrong = signIn(email, "Wrong-horse-battery-1").expect(400);
        Answer unknown = signIn("x" + email, Api.PASSWORD).expect(400);

        assertThat(wrong.body()).isEqualTo(unknown.body());
    }

    @Test
    void refusesATenantThatTheUserIsNotIn() {
        String email = Tenancy.email();
        Api ada = nobody.signUp(email);
        String foreign = Tenancy.tenantOf(nobody.signUp()).toString();

        assertThat(pointers(signIn(email, Map.of("tenant_id", foreign)).expect(400)))
                .containsExactly("/data/attributes/tenant_id");
        assertThat(pointers(switchTo(ada, foreign).expect(400)))
                .containsExactly("/data/attributes/tenant_id");
    }

    @Test
    void switchesToAnotherTenantOfOnesOwn() {
        String email = Tenancy.email();
        Api ada = nobody.signUp(email);
        String second =
                ada.post("tenants", document("tenants", Map.of("name", "Second"))).expect(201).id();

        Answer switched = switchTo(ada, second).expect(200);

        assertThat(switched.at("/data/type").asString()).isEqualTo("tokens-switch-tenant");
        assertThat(Tenancy.tenantOf(nobody.withToken(access(switched))))
                .isEqualTo(UUID.fromString(second));
        assertThat(
                        Tenancy.tenantOf(
                                nobody.withToken(
                                        access(signIn(email, Map.of("tenant_id", second))))))
                .isEqualTo(UUID.fromString(second));
        assertThat(Tenancy.tenantOf(nobody.signIn(email))).isNotEqualTo(UUID.fromString(second));
    }

    @Test
    void keepsTokensOutOfEveryCache() {
        String email = Tenancy.email();
        nobody.signUp(email);

        assertThat(signIn(email, Api.PASSWORD).header("Cache-Control")).contains("no-store");
    }

    @Test
    void saysWhoIsNotCredible() {
        for (String header :
                new String[] {
                    "Bearer",
                    "Bearer x",
                    "bearer x",
                    "Token x",
                    "Api-Key",
                    "Api-Key x",
                    "Basic eDp5"
                }) {
            Answer answer =
                    nobody.send(nobody.request("users/me").header("Authorization", header).GET());

            answer.expect(401);
            assertThat(answer.at("/errors/0/status").asString()).isEqualTo("401");
        }
        nobody.get("users/me").expect(401);
    }

    @Test
    void letsAnybodySignInWithBadCredentialsInTheHeader() {
        String email = Tenancy.email();
        nobody.signUp(email);

        nobody.withToken("stale")
                .post(
                        "tokens",
                        document("tokens", Map.of("email", email, "password", Api.PASSWORD)))
                .expect(200);
    }

    private Answer signIn(String email, String password) {
        return nobody.post(
                "tokens", document("tokens", Map.of("email", email, "password", password)));
    }

    private Answer signIn(String email, Map<String, Object> more) {
        Map<String, Object> attributes = new HashMap<>(more);
        attributes.put("email", email);
        attributes.put("password", Api.PASSWORD);
        return nobody.post("tokens", document("tokens", attributes));
    }

    private static Answer switchTo(Api who, String tenant) {
        return who.post(
                "tokens/switch", document("tokens-switch-tenant", Map.of("tenant_id", tenant)));
    }

    private static JsonNode included(Answer answer, String type) {
        return answer.json()
                .get("included")
                .valueStream()
                .filter(item -> item.get("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> pointers(Answer answer) {
        return answer.json()
                .get("errors")
                .valueStream()
                .map(error -> error.at("/source/pointer").asString())
                .toList();
    }

    private static String access(Answer tokens) {
        return tokens.at("/data/attributes/access").asString();
    }

    private static Map<String, Object> user(String email) {
        return Map.of("name", "Ada", "email", email, "password", Api.PASSWORD);
    }
}
