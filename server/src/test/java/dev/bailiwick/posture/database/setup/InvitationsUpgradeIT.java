package dev.bailiwick.posture.database.setup;

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

import java.nio.file.Path;
import java.util.Map;

/** Invitations that an older version has sent. */
final class InvitationsUpgradeIT {

    @TempDir private Path data;
    @TempDir private Path steps;

    @Test
    void thoseThatWouldNotBeSentTodayAreRevoked() throws Exception {
        String email = Tenancy.email();
        String invited = Tenancy.email();
        String readdressed = Tenancy.email();
        Answer kept;
        Answer moved;
        Answer fallen;
        Answer late;
        try (TestServer server = TestServer.start(data, Map.of())) {
            Api api = server.api().signUp(email);
            String admin = api.get("roles").ids().getFirst();
            kept = invite(api, invited, admin);
            moved = invite(api, Tenancy.email(), admin);
            late = invite(api, Tenancy.email(), admin);
            fallen = fallen(Tenancy.of(server));
            // as it was changed then: the token stays that of the first address
            server.sql()
                    .sql("update invitation set email = ?, updated_at = now() where id::text = ?")
                    .params(readdressed, moved.id())
                    .update();
            server.sql()
                    .sql("update invitation set expires_at = now() where id::text = ?")
                    .param(late.id())
                    .update();
        }
        var _ = new Superuser(data).call(admin -> OlderTables.leave(admin, "V015", steps));

        try (TestServer server = TestServer.start(data, Map.of())) {
            assertThat(state(server, moved)).isEqualTo("revoked");
            assertThat(state(server, fallen)).isEqualTo("revoked");
            assertThat(state(server, late)).isEqualTo("expired");
            assertThat(state(server, kept)).isEqualTo("pending");
            assertThat(
                            server.sql()
                                    .sql(
                                            "select details ->> 'because' from audit_entry where"
                                                + " what = 'invitation.revoked' and object in (?,"
                                                + " ?) order by 1")
                                    .params(moved.id(), fallen.id())
                                    .query(String.class)
                                    .list())
                    .containsExactly("address", "inviter");
            signUp(server, readdressed, moved).expect(400);
            signUp(server, invited, kept).expect(201);
        }
    }

    /** Of an inviter who has lost what it gives, when nobody asked for that yet. */
    private static Answer fallen(Tenancy acme) {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String role =
                manager.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
        Answer made = invite(manager.api(), Tenancy.email(), role);
        acme.server()
                .sql()
                .sql("delete from role_user where tenant_id = ? and user_id = ?")
                .params(acme.id(), manager.id())
                .update();
        return made;
    }

    private static Answer invite(Api who, String email, String role) {
        return who.post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", email),
                                Map.of("roles", links("roles", role))))
                .expect(201);
    }

    private static String state(TestServer server, Answer invitation) {
        return server.sql()
                .sql("select state from invitation where id::text = ?")
                .param(invitation.id())
                .query(String.class)
                .single();
    }

    private static Answer signUp(TestServer server, String email, Answer invitation) {
        Map<String, Object> user =
                Map.of("name", "Grace", "email", email, "password", Api.PASSWORD);
        String token = invitation.at("/data/attributes/token").asString();
        return server.api().post("users?invitation_token=" + token, document("users", user));
    }
}
