package dev.bailiwick.posture.tenant.invitation;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An invitation gives no more than its inviter has, from the day it is sent until it is used. */
class InvitationRankIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String admin = acme.api().get("roles").expect(200).ids().getFirst();

    /** What takes the rank of a manager away who has sent an invitation. */
    enum Loss {
        EXPELLED {
            @Override
            void happen(Tenancy acme, Person inviter, String role) {
                String membership =
                        acme.server()
                                .sql()
                                .sql(
                                        "select id from membership where tenant_id = ? and user_id"
                                                + " = ?")
                                .params(acme.id(), inviter.id())
                                .query(String.class)
                                .single();
                acme.api()
                        .delete("tenants/" + acme.id() + "/memberships/" + membership)
                        .expect(204);
            }
        },
        DEMOTED {
            @Override
            void happen(Tenancy acme, Person inviter, String role) {
                String weak =
                        acme.api()
                                .post(
                                        "roles",
                                        document(
                                                "roles",
                                                Map.of(
                                                        "name",
                                                        "weak",
                                                        "manage_account",
                                                        true,
                                                        "unlimited_visibility",
                                                        true)))
                                .expect(201)
                                .id();
                acme.api()
                        .patch(
                                "users/" + inviter.id() + "/relationships/roles",
                                links("roles", weak))
                        .expect(204);
            }
        },
        NO_LONGER_A_MANAGER {
            @Override
            void happen(Tenancy acme, Person inviter, String role) {
                acme.api()
                        .patch(
                                "roles/" + role,
                                document("roles", role, Map.of("manage_account", false)))
                        .expect(200);
            }
        },
        SEES_LESS {
            @Override
            void happen(Tenancy acme, Person inviter, String role) {
                acme.limit(inviter);
            }
        };

        abstract void happen(Tenancy acme, Person inviter, String role);
    }

    @ParameterizedTest
    @EnumSource
    void fallsWithTheRankOfItsInviter(Loss loss) {
        Person manager = acme.member("MANAGE_ACCOUNT", "MANAGE_SCANS");
        String own = roleOf(manager);
        String offered =
                acme.api()
                        .post(
                                "roles",
                                document(
                                        "roles",
                                        Map.of(
                                                "name",
                                                "offered",
                                                "manage_scans",
                                                true,
                                                "unlimited_visibility",
                                                true)))
                        .expect(201)
                        .id();
        Tenancy guest = Tenancy.of(server);
        Answer made = invite(manager.api(), guest.owner().email(), offered).expect(201);
        Answer kept = invite(acme.api(), Tenancy.email(), offered).expect(201);

        loss.happen(acme, manager, own);

        assertThat(state(made)).isEqualTo("revoked");
        assertThat(state(kept)).isEqualTo("pending");
        accept(guest.api(), token(made)).expect(400);
        String again = token(invite(acme.api(), guest.owner().email(), offered).expect(201));
        accept(guest.api(), again).expect(201);
    }

    @Test
    void fallsWithAllThatAreLikeIt() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String own = roleOf(manager);
        List<Answer> fallen =
                Stream.generate(() -> invite(manager.api(), Tenancy.email(), own).expect(201))
                        .limit(3)
                        .toList();
        Answer kept = invite(acme.api(), Tenancy.email(), own).expect(201);

        Loss.DEMOTED.happen(acme, manager, own);
        Loss.NO_LONGER_A_MANAGER.happen(acme, manager, roleOf(manager));

        assertThat(fallen).extracting(this::state).containsOnly("revoked");
        assertThat(state(kept)).isEqualTo("pending");
    }

    /** Those whose time has passed are asked about once more, and not with every change. */
    @Test
    void isNotedAsExpiredByTheNextChange() {
        Tenancy guest = Tenancy.of(server);
        Answer late = invite(acme.api(), guest.owner().email(), admin).expect(201);
        Answer good = invite(acme.api(), Tenancy.email(), admin).expect(201);
        server.sql()
                .sql("update invitation set expires_at = now() where id::text = ?")
                .param(late.id())
                .update();

        acme.api().post("roles", document("roles", Map.of("name", "any"))).expect(201);

        assertThat(noted(late)).isEqualTo("expired");
        assertThat(noted(good)).isEqualTo("pending");
        accept(guest.api(), token(late)).expect(410);
        signUp(guest.owner().email(), token(late)).expect(410);
    }

    private String noted(Answer invitation) {
        return server.sql()
                .sql("select state from invitation where id::text = ?")
                .param(invitation.id())
                .query(String.class)
                .single();
    }

    /** A role that nobody holds goes, unless somebody is invited to it; by who leaves nobody is. */
    @Test
    void keepsNoRoleOfAnInviterWhoLeaves() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String own = roleOf(manager);
        invite(manager.api(), Tenancy.email(), own).expect(201);

        Loss.EXPELLED.happen(acme, manager, own);

        acme.api().get("roles/" + own).expect(404);
    }

    @Test
    void losesARoleThatIsRemovedAndKeepsTheOthers() {
        String gone = acme.api().post("roles", document("roles", Map.of("name", "g"))).id();
        Tenancy guest = Tenancy.of(server);
        Answer made =
                acme.api()
                        .post(
                                "tenants/invitations",
                                document(
                                        "invitations",
                                        Map.of("email", guest.owner().email()),
                                        Map.of("roles", links("roles", gone, admin))))
                        .expect(201);

        acme.api().delete("roles/" + gone).expect(204);

        assertThat(state(made)).isEqualTo("pending");
        accept(guest.api(), token(made)).expect(201);
        acme.signIn(guest.owner().email()).get("roles").expect(200);
    }

    @Test
    void isNotAcceptedWhileItsInviterIsLocked() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String email = Tenancy.email();
        String token = token(invite(manager.api(), email, roleOf(manager)).expect(201));
        server.sql()
                .sql("update app_user set is_active = false where id = ?")
                .param(manager.id())
                .update();

        signUp(email, token).expect(400);

        server.sql()
                .sql("update app_user set is_active = true where id = ?")
                .param(manager.id())
                .update();
        signUp(email, token).expect(201);
    }

    @Test
    void standsByWhoHasChangedIt() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String email = Tenancy.email();
        Answer made = invite(manager.api(), email, roleOf(manager)).expect(201);

        Answer raised = change(acme.api(), made.id(), Map.of(), admin).expect(200);

        assertThat(raised.at("/data/relationships/inviter/data/id").asString())
                .isEqualTo(acme.owner().id().toString());
        signUp(email, token(made)).expect(201);
    }

    @Test
    void showsItsTokenToWhoCouldSendIt() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        Answer strong = invite(acme.api(), Tenancy.email(), admin).expect(201);
        Answer weak = invite(acme.api(), Tenancy.email(), roleOf(manager)).expect(201);

        Answer list = manager.api().get("tenants/invitations").expect(200);

        assertThat(list.ids()).containsExactlyInAnyOrder(strong.id(), weak.id());
        assertThat(list.body()).contains(token(weak)).doesNotContain(token(strong));
        Answer read = manager.api().get("tenants/invitations/" + strong.id()).expect(200);
        assertThat(read.at("/data/attributes/token").isNull()).isTrue();
        assertThat(acme.api().get("tenants/invitations").body())
                .contains(token(weak))
                .contains(token(strong));
    }

    @Test
    void isRevokedByWhoCouldSendIt() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        Answer strong = invite(acme.api(), Tenancy.email(), admin).expect(201);
        Answer weak = invite(acme.api(), Tenancy.email(), roleOf(manager)).expect(201);

        manager.api().delete("tenants/invitations/" + strong.id()).expect(403);
        manager.api().delete("tenants/invitations/" + weak.id()).expect(204);

        assertThat(state(strong)).isEqualTo("pending");
    }

    @Test
    void hasAnotherTokenForAnotherAddress() {
        Tenancy guest = Tenancy.of(server);
        Answer made = invite(acme.api(), Tenancy.email(), admin).expect(201);

        Map<String, Object> address = Map.of("email", guest.owner().email());
        Answer moved = change(acme.api(), made.id(), address).expect(200);
        Answer same = change(acme.api(), made.id(), address).expect(200);

        assertThat(token(moved)).isNotEqualTo(token(made)).isEqualTo(token(same));
        accept(guest.api(), token(made)).expect(404);
        signUp(guest.owner().email(), token(made)).expect(400);
        accept(guest.api(), token(moved)).expect(201);
    }

    @Test
    void isChangedToAnAddressWhoseInvitationHasExpired() {
        String email = Tenancy.email();
        Answer old = invite(acme.api(), email, admin).expect(201);
        server.sql()
                .sql("update invitation set expires_at = now() where tenant_id = ?")
                .param(acme.id())
                .update();
        Answer made = invite(acme.api(), Tenancy.email(), admin).expect(201);

        Answer changed = change(acme.api(), made.id(), Map.of("email", email)).expect(200);

        assertThat(state(old)).isEqualTo("expired");
        signUp(email, token(changed)).expect(201);
    }

    @Test
    void movesNobodysAuthorityBeforeItIsAccepted() {
        long before = epoch();

        Answer made = invite(acme.api(), Tenancy.email(), admin).expect(201);
        change(acme.api(), made.id(), Map.of("email", Tenancy.email())).expect(200);
        acme.api().delete("tenants/invitations/" + made.id()).expect(204);

        assertThat(epoch()).isEqualTo(before);
        assertThat(
                        server.sql()
                                .sql(
                                        "select what from audit_entry where tenant_id = ? and"
                                                + " object = ? order by id")
                                .params(acme.id(), made.id())
                                .query(String.class)
                                .list())
                .containsExactly("invitation.made", "invitation.changed", "invitation.revoked");
    }

    @Test
    void showsNoTokenThatOpensNothing(@TempDir Path data) throws Exception {
        String email = Tenancy.email();
        String guest = Tenancy.email();
        Answer made;
        try (TestServer first = TestServer.start(data, Map.of())) {
            Api api = first.api().signUp(email);
            String role = api.get("roles").ids().getFirst();
            made = invite(api, guest, role).expect(201);
        }
        Files.delete(data.resolve("secrets/invitation-key"));

        try (TestServer second = TestServer.start(data, Map.of())) {
            Api api = second.api().signIn(email);
            Answer read = api.get("tenants/invitations/" + made.id()).expect(200);
            assertThat(read.at("/data/attributes/token").isNull()).isTrue();
            Map<String, Object> user =
                    Map.of("name", "Grace", "email", guest, "password", Api.PASSWORD);
            second.api()
                    .post("users?invitation_token=" + token(made), document("users", user))
                    .expect(201);
        }
    }

    private long epoch() {
        return server.sql()
                .sql("select authority_epoch from tenant where id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private String state(Answer invitation) {
        return acme.api()
                .get("tenants/invitations/" + invitation.id())
                .expect(200)
                .at("/data/attributes/state")
                .asString();
    }

    private static Answer invite(Api who, String email, String role) {
        return who.post(
                "tenants/invitations",
                document(
                        "invitations",
                        Map.of("email", email),
                        Map.of("roles", links("roles", role))));
    }

    private static Answer change(Api who, String id, Map<String, Object> attributes) {
        return who.patch("tenants/invitations/" + id, document("invitations", id, attributes));
    }

    private static Answer change(Api who, String id, Map<String, Object> attributes, String role) {
        Map<String, Object> changed =
                Map.of(
                        "type",
                        "invitations",
                        "id",
                        id,
                        "attributes",
                        attributes,
                        "relationships",
                        Map.of("roles", links("roles", role)));
        return who.patch("tenants/invitations/" + id, Map.of("data", changed));
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

    private static String roleOf(Person member) {
        return member.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
    }

    private static String token(Answer invitation) {
        return invitation.at("/data/attributes/token").asString();
    }
}
