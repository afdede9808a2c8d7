package dev.bailiwick.posture.tenant.invitation;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;
import static dev.bailiwick.posture.Tenancy.again;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.digest.Sha256;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class InvitationsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String admin = acme.api().get("roles").expect(200).ids().getFirst();

    @Test
    void arePendingForAWeekAndNameTheirInviter() {
        String email = Tenancy.email();
        Answer made = invite(email.toUpperCase(Locale.ROOT), admin).expect(201);

        assertThat(made.at("/data/attributes/state").asString()).isEqualTo("pending");
        assertThat(made.at("/data/attributes/email").asString()).isEqualTo(email);
        assertThat(token(made)).matches("[23456789ABCDEFGHJKMNPQRSTVWXYZ]{26}");
        assertThat(Instant.parse(made.at("/data/attributes/expires_at").asString()))
                .isCloseTo(Instant.now().plus(Duration.ofDays(7)), within(1, ChronoUnit.MINUTES));
        assertThat(made.at("/data/relationships/inviter/data/id").asString())
                .isEqualTo(acme.owner().id().toString());
        assertThat(made.at("/data/relationships/roles/data/0/id").asString()).isEqualTo(admin);
        Answer read = acme.api().get("tenants/invitations/" + made.id()).expect(200);
        assertThat(token(read)).isEqualTo(token(made));
        assertThat(acme.api().get("roles/" + admin).body()).contains(made.id());
    }

    @Test
    void haveTokensOfWhichTheDatabaseKnowsAHash() {
        String token = token(invite(Tenancy.email(), admin).expect(201));

        String row =
                server.sql()
                        .sql("select to_jsonb(i)::text from invitation i where token_hash = ?")
                        .param(Sha256.of(token))
                        .query(String.class)
                        .single();

        assertThat(row).contains("pending").doesNotContain(token);
        assertThat(
                        server.sql()
                                .sql(
                                        "select count(*) from audit_entry where tenant_id = ? and"
                                                + " position(? in audit_entry::text) > 0")
                                .params(acme.id(), token)
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void areRefusedWhereTheyCannotBe() {
        Person member = acme.member();
        String invited = Tenancy.email();
        invite(invited, admin).expect(201);

        assertThat(pointer(invite(member.email().toUpperCase(Locale.ROOT), admin)))
                .isEqualTo("/data/attributes/email");
        assertThat(pointer(invite(invited, admin))).isEqualTo("/data/attributes/email");
        assertThat(pointer(inviteUntil(Duration.ofHours(23))))
                .isEqualTo("/data/attributes/expires_at");
        assertThat(pointer(inviteUntil(Duration.ofDays(370))))
                .isEqualTo("/data/attributes/expires_at");
        inviteUntil(Duration.ofHours(25)).expect(201);
        assertThat(pointer(invite(Tenancy.email(), UUID.randomUUID().toString())))
                .isEqualTo("/data/relationships/roles");
        assertThat(pointer(invite(Tenancy.email()))).isEqualTo("/data/relationships/roles");
        acme.api()
                .post(
                        "tenants/invitations",
                        document("invitations", Map.of("email", "a@b.example")))
                .expect(400);
    }

    @Test
    void offerNoMoreThanTheirInviterHolds() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String own = roleOf(manager);

        inviteBy(manager.api(), Tenancy.email(), admin).expect(403);
        String made = inviteBy(manager.api(), Tenancy.email(), own).expect(201).id();
        change(manager.api(), made, Map.of(), admin).expect(403);
        String strong = invite(Tenancy.email(), admin).expect(201).id();
        change(manager.api(), strong, Map.of("email", Tenancy.email()), own).expect(403);

        assertThat(acme.api().get("tenants/invitations/" + strong).body()).contains(admin);
    }

    @Test
    void areChangedAndRevokedWhileTheyArePending() {
        Answer made = invite(Tenancy.email(), admin).expect(201);
        String path = "tenants/invitations/" + made.id();
        String end =
                Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.SECONDS).toString();

        Answer changed = change(acme.api(), made.id(), Map.of("expires_at", end)).expect(200);
        assertThat(Instant.parse(changed.at("/data/attributes/expires_at").asString()))
                .isEqualTo(end);
        acme.api().delete(path).expect(204);

        assertThat(acme.api().get(path).at("/data/attributes/state").asString())
                .isEqualTo("revoked");
        acme.api().delete(path).expect(400);
        change(acme.api(), made.id(), Map.of("expires_at", end)).expect(400);
        assertThat(acme.api().get("tenants/invitations?filter[state__in]=revoked,accepted").ids())
                .containsExactly(made.id());
    }

    @Test
    void areTheTenantsOwnAndAskForThePermission() {
        String id = invite(Tenancy.email(), admin).expect(201).id();
        Person member = acme.member("MANAGE_USERS");
        Tenancy zeta = Tenancy.of(server);
        String path = "tenants/invitations/" + id;

        member.api().get("tenants/invitations").expect(403);
        member.api().delete(path).expect(403);
        zeta.api().get(path).expect(404);
        zeta.api().delete(path).expect(404);
        change(zeta.api(), id, Map.of("email", Tenancy.email())).expect(404);
        assertThat(zeta.api().get("tenants/invitations").expect(200).ids()).isEmpty();
    }

    @Test
    void letSomebodySignUpWithTheRolesAndNoTenantOfTheirOwn() {
        String role = role("manage_scans");
        String email = Tenancy.email();
        String token = token(invite(email, role).expect(201));

        assertThat(pointer(signUp(Tenancy.email(), token))).isEqualTo("/data/attributes/email");
        signUp(email, "WRONGWRONGWRONGWRONGWRONGW").expect(400);
        signUp(email, token).expect(201);
        Api guest = server.api().signIn(email);

        assertThat(guest.get("tenants").expect(200).ids()).containsExactly(acme.id().toString());
        assertThat(guest.get("users/me?include=roles").at("/included/0/id").asString())
                .isEqualTo(role);
        assertThat(
                        guest.get("tenants/" + acme.id() + "/memberships")
                                .at("/data/0/attributes/role")
                                .asString())
                .isEqualTo("member");
        signUp(Tenancy.email(), token).expect(400);
        signUp(email, token).expect(400);
    }

    @Test
    void areAcceptedByTheirAddressAlone() {
        Tenancy guest = Tenancy.of(server);
        Tenancy stranger = Tenancy.of(server);
        String token = token(invite(guest.owner().email(), admin).expect(201));

        accept(stranger.api(), token).expect(404);
        accept(guest.api(), "NOTHING").expect(404);
        String key =
                guest.api()
                        .post("api-keys", document("api-keys", Map.of("name", "machine")))
                        .at("/data/attributes/api_key")
                        .asString();
        accept(server.api().withKey(key), token).expect(403);
        Answer joined = accept(guest.api(), token).expect(201);

        assertThat(joined.at("/data/type").asString()).isEqualTo("memberships");
        assertThat(joined.at("/data/relationships/tenant/data/id").asString())
                .isEqualTo(acme.id().toString());
        acme.signIn(guest.owner().email()).get("roles").expect(200);
        assertThat(accept(guest.api(), token).expect(400).at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/invitation_token");
    }

    @Test
    void k224ChangeNothingForWhoIsAMemberAlready() {
        Person member = acme.member("MANAGE_SCANS");
        String before = roleOf(member);
        String token = token(invite(Tenancy.email(), admin).expect(201));
        // the address joined in the meantime
        server.sql()
                .sql("update invitation set email = ? where tenant_id = ?")
                .params(member.email(), acme.id())
                .update();

        accept(member.api(), token).expect(400);

        assertThat(roleOf(member)).isEqualTo(before);
        member.api().get("roles").expect(403);
        Tenancy control = Tenancy.of(server);
        String other = token(invite(control.owner().email(), admin).expect(201));
        accept(control.api(), other).expect(201);
    }

    @Test
    void endByTheClockOfTheDatabase() {
        Tenancy guest = Tenancy.of(server);
        Answer made = invite(guest.owner().email(), admin).expect(201);
        String fresh = Tenancy.email();
        String signingUp = token(invite(fresh, admin).expect(201));
        server.sql()
                .sql("update invitation set expires_at = now() where tenant_id = ?")
                .param(acme.id())
                .update();

        assertThat(accept(guest.api(), token(made)).expect(410).at("/errors/0/code").asString())
                .isEqualTo("token_expired");
        signUp(fresh, signingUp).expect(410);
        assertThat(
                        acme.api()
                                .get("tenants/invitations/" + made.id())
                                .at("/data/attributes/state")
                                .asString())
                .isEqualTo("expired");
        assertThat(acme.api().get("tenants/invitations?filter[state]=expired").ids())
                .contains(made.id());
        acme.api().delete("tenants/invitations/" + made.id()).expect(400);
        String later = Instant.now().plus(Duration.ofDays(2)).toString();
        change(acme.api(), made.id(), Map.of("expires_at", later)).expect(400);
        invite(guest.owner().email(), admin).expect(201);
    }

    @Test
    void areAcceptedOnceHoweverManyComeAtOnce() throws Exception {
        Tenancy guest = Tenancy.of(server);
        String token = token(invite(guest.owner().email(), admin).expect(201));

        List<Answer> answers = Tenancy.atOnce(8, () -> accept(guest.api(), token));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 400);
        assertThat(memberships(guest)).isEqualTo(1);
    }

    @Test
    void letNobodyIntoATenantThatIsClosed() {
        Tenancy guest = Tenancy.of(server);
        String token = token(invite(guest.owner().email(), admin).expect(201));
        String email = Tenancy.email();
        String other = token(invite(email, admin).expect(201));
        setStatus("cancelled");

        accept(guest.api(), token).expect(404);
        signUp(email, other).expect(400);
        setStatus("active");

        accept(guest.api(), token).expect(201);
    }

    private void setStatus(String status) {
        server.sql()
                .sql("update tenant set status = ? where id = ?")
                .params(status, acme.id())
                .update();
    }

    @Test
    void areEitherAcceptedOrRevoked() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenancy guest = Tenancy.of(server);
            Answer made = invite(guest.owner().email(), admin).expect(201);

            List<Answer> answers =
                    Tenancy.atOnce(
                            List.of(
                                    again(() -> accept(guest.api(), token(made))),
                                    again(
                                            () ->
                                                    acme.api()
                                                            .delete(
                                                                    "tenants/invitations/"
                                                                            + made.id()))));

            boolean joined = answers.getFirst().status() == 201;
            assertThat(answers.getLast().status()).isEqualTo(joined ? 400 : 204);
            assertThat(memberships(guest)).isEqualTo(joined ? 1 : 0);
        }
    }

    @Test
    void makeOneAccountHoweverManySignUpAtOnce() throws Exception {
        String email = Tenancy.email();
        String token = token(invite(email, admin).expect(201));

        List<Answer> answers = Tenancy.atOnce(4, () -> signUp(email, token));

        assertThat(answers).extracting(Answer::status).containsOnlyOnce(201).containsOnly(201, 400);
        assertThat(Set.copyOf(server.api().signIn(email).get("tenants").ids())).hasSize(1);
    }

    private Answer invite(String email, String... roles) {
        return inviteBy(acme.api(), email, roles);
    }

    private static Answer inviteBy(Api who, String email, String... roles) {
        return who.post(
                "tenants/invitations",
                document(
                        "invitations",
                        Map.of("email", email),
                        Map.of("roles", links("roles", roles))));
    }

    private Answer inviteUntil(Duration ahead) {
        Map<String, Object> attributes =
                Map.of(
                        "email",
                        Tenancy.email(),
                        "expires_at",
                        Instant.now().plus(ahead).toString());
        return acme.api()
                .post(
                        "tenants/invitations",
                        document(
                                "invitations", attributes, Map.of("roles", links("roles", admin))));
    }

    private static Answer change(Api who, String id, Map<String, Object> attributes) {
        return who.patch("tenants/invitations/" + id, document("invitations", id, attributes));
    }

    private static Answer change(Api who, String id, Map<String, Object> attributes, String role) {
        return who.patch(
                "tenants/invitations/" + id,
                Map.of(
                        "data",
                        Map.of(
                                "type",
                                "invitations",
                                "id",
                                id,
                                "attributes",
                                attributes,
                                "relationships",
                                Map.of("roles", links("roles", role)))));
    }

    private static Answer accept(Api who, String token) {
        return who.post(
                "invitations/accept", document("invitations", Map.of("invitation_token", token)));
    }

    private Answer signUp(String email, String token) {
        Map<String, Object> user =
                Map.of("name", "Grace", "email", email, "password", Api.PASSWORD);
        return server.api().post("users?invitation_token=" + token, document("users", user));
    }

    private String role(String flag) {
        return acme.api()
                .post("roles", document("roles", Map.of("name", "for guests", flag, true)))
                .expect(201)
                .id();
    }

    private long memberships(Tenancy guest) {
        return server.sql()
                .sql("select count(*) from membership where tenant_id = ? and user_id = ?")
                .params(acme.id(), guest.owner().id())
                .query(Long.class)
                .single();
    }

    private static String roleOf(Person member) {
        return member.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
    }

    private static String token(Answer invitation) {
        return invitation.at("/data/attributes/token").asString();
    }

    private static String pointer(Answer answer) {
        return answer.expect(400).at("/errors/0/source/pointer").asString();
    }
}
