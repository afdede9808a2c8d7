package dev.bailiwick.posture.access;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Each change of what somebody may do or see raises the tenant's number by itself: whoever was let
 * in before it is asked anew, and what was remembered of them is read again.
 */
final class MovesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private long epoch() {
        return server.sql()
                .sql("select authority_epoch from tenant where id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private Answer moves(Supplier<Answer> change, int status) {
        long before = epoch();
        Answer answer = change.get().expect(status);
        assertThat(epoch()).as("%s", answer).isGreaterThan(before);
        return answer;
    }

    @Test
    void whatRolesAllowAndLetBeSeen() {
        Api api = acme.api();
        Person member = acme.member();
        String first = group("first");
        String second = group("second");
        String role =
                moves(() -> api.post("roles", document("roles", Map.of("name", "a"))), 201).id();
        String path = "roles/" + role;
        String linked = path + "/relationships/provider_groups";
        String held = "users/" + member.id() + "/relationships/roles";

        moves(() -> api.patch(path, document("roles", role, Map.of("manage_scans", true))), 200);
        moves(() -> api.post(linked, links("provider-groups", first)), 204);
        moves(() -> api.patch(linked, links("provider-groups", second)), 204);
        moves(() -> api.delete(linked), 204);
        moves(() -> api.post(held, links("roles", role)), 204);
        moves(() -> api.delete(held, links("roles", role)), 204);
        moves(() -> api.patch(held, links("roles", role)), 204);
        moves(() -> api.delete(path), 204);
    }

    @Test
    void whatIsInGroups() {
        Api api = acme.api();
        String provider = provider();
        String role = api.post("roles", document("roles", Map.of("name", "a"))).expect(201).id();
        String group =
                moves(
                                () ->
                                        api.post(
                                                "provider-groups",
                                                document(
                                                        "provider-groups",
                                                        Map.of("name", "quays"),
                                                        Map.of("roles", links("roles", role)))),
                                201)
                        .id();
        String path = "provider-groups/" + group;
        String providers = path + "/relationships/providers";
        Map<String, Object> without =
                Map.of(
                        "type",
                        "provider-groups",
                        "id",
                        group,
                        "relationships",
                        Map.of("roles", links("roles")));

        moves(() -> api.post(providers, links("providers", provider)), 204);
        moves(() -> api.delete(providers), 204);
        moves(() -> api.patch(path, Map.of("data", without)), 200);
        moves(() -> api.delete(path), 204);
    }

    @Test
    void whoBelongsToIt() {
        Api api = acme.api();
        Person member = acme.member();
        Tenancy guest = Tenancy.of(server);
        String admin = api.get("roles?filter[name]=admin").expect(200).ids().getFirst();
        String membership = membershipOf(member).toString();
        String path = "tenants/%s/memberships/%s".formatted(acme.id(), membership);
        String token =
                api.post(
                                "tenants/invitations",
                                document(
                                        "invitations",
                                        Map.of("email", guest.owner().email()),
                                        Map.of("roles", links("roles", admin))))
                        .expect(201)
                        .at("/data/attributes/token")
                        .asString();

        moves(() -> api.patch(path, membershipAs(membership, "owner")), 200);
        moves(() -> api.patch(path, membershipAs(membership, "member")), 200);
        moves(() -> api.delete(path), 204);
        moves(
                () ->
                        guest.api()
                                .post(
                                        "invitations/accept",
                                        document("invitations", Map.of("invitation_token", token))),
                201);
    }

    private static Map<String, Object> membershipAs(String id, String role) {
        return document("memberships", id, Map.of("role", role));
    }

    private UUID membershipOf(Person member) {
        return server.sql()
                .sql("select id from membership where tenant_id = ? and user_id = ?")
                .params(acme.id(), member.id())
                .query(UUID.class)
                .single();
    }

    private String provider() {
        Map<String, Object> account = Map.of("provider", "gcp", "uid", "quay-21");
        return acme.api().post("providers", document("providers", account)).expect(201).id();
    }

    private String group(String name) {
        return acme.api()
                .post("provider-groups", document("provider-groups", Map.of("name", name)))
                .expect(201)
                .id();
    }
}
