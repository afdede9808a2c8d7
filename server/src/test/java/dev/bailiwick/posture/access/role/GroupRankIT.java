package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

/** A group that one does not see is more than one has, also where its providers are seen. */
final class GroupRankIT {

    private final Tenancy acme = Tenancy.of(TestServer.shared());
    private final Person manager = acme.member("MANAGE_ACCOUNT");
    private String own;

    @BeforeEach
    void limit() {
        String seen = provider("111111111111");
        own = group("own", seen);
        group("alike", seen);
        group("empty");
        String held = rolesOf(manager).getFirst();
        change(held, Map.of("unlimited_visibility", false)).expect(200);
        link(held, own).expect(204);
    }

    @ParameterizedTest
    @ValueSource(strings = {"alike", "empty"})
    void aRoleThatNamesOneIsNeitherGivenNorTakenNorChanged(String hidden) {
        String role = role("named");
        link(role, groupOf(hidden)).expect(204);

        give(manager, role).expect(403);
        manager.api()
                .patch("users/" + manager.id() + "/relationships/roles", links("roles", role))
                .expect(403);
        invite(role).expect(403);
        manager.api()
                .patch("roles/" + role, document("roles", role, Map.of("name", "other")))
                .expect(403);
        // of those that they see, there is none
        manager.api().delete("roles/" + role + "/relationships/provider_groups").expect(204);
        manager.api().delete("roles/" + role).expect(403);

        assertThat(rolesOf(manager)).doesNotContain(role);
        assertThat(groupsOf(role)).containsExactly(groupOf(hidden));
        assertThat(manager.api().get("provider-groups").expect(200).ids()).containsExactly(own);
    }

    @Test
    void aRoleThatNamesOnesOwnIs() {
        String role = role("named");
        link(role, own).expect(204);

        invite(role).expect(201);
        manager.api()
                .patch("roles/" + role, document("roles", role, Map.of("name", "other")))
                .expect(200);
        give(manager, role).expect(204);
        manager.api().delete("roles/" + role + "/relationships/provider_groups").expect(204);
        manager.api().delete("roles/" + role).expect(204);
    }

    @Test
    void anInvitationFallsWithTheSightOfItsGroupThoughTheProvidersAreSeen() {
        String role = role("named");
        link(role, own).expect(204);
        String made = invite(role).expect(201).id();
        String held = rolesOf(manager).getFirst();
        link(held, groupOf("alike")).expect(204);
        assertThat(state(made)).isEqualTo("pending");

        acme.api()
                .patch(
                        "roles/" + held + "/relationships/provider_groups",
                        links("provider-groups", groupOf("alike")))
                .expect(204);

        assertThat(state(made)).isEqualTo("revoked");
    }

    @Test
    void whoManagesProvidersLinksNoRoleThatAllowsMore() {
        Person other = acme.member("MANAGE_PROVIDERS");
        String strong = rolesOf(acme.owner()).getFirst();
        String weak = role("weak");
        String linked = groupOf("alike");
        link(strong, linked).expect(204);

        make(other, strong).expect(403);
        String made = make(other, weak).expect(201).id();
        relink(other, made, weak, strong).expect(403);
        relink(other, linked, weak).expect(403);
        relink(other, linked, strong, weak).expect(200);
        relink(other, linked, strong).expect(200);

        assertThat(groupsOf(strong)).containsExactly(linked);
        assertThat(groupsOf(weak)).containsExactly(made);
        other.api().delete("provider-groups/" + linked).expect(403);
        other.api().delete("provider-groups/" + made).expect(204);
        assertThat(groupsOf(strong)).containsExactly(linked);
        assertThat(groupsOf(weak)).isEmpty();
    }

    /** To empty a group takes from its roles what its removal does. */
    @Test
    void whoManagesProvidersTakesNoneFromAGroupWhoseRoleAllowsMore() {
        Person other = acme.member("MANAGE_PROVIDERS");
        String linked = groupOf("alike");
        String seen = providersOf(linked).getFirst();
        String more = provider("222222222222");
        String role = rolesOf(manager).getFirst();
        link(role, linked).expect(204);
        String providers = "provider-groups/" + linked + "/relationships/providers";

        other.api().delete(providers).expect(403);
        other.api().patch(providers, links("providers", more)).expect(403);
        regroup(other, linked, more).expect(403);
        regroup(other, linked).expect(403);
        assertThat(providersOf(linked)).containsExactly(seen);
        regroup(other, linked, seen, more).expect(200);
        other.api().patch(providers, links("providers", seen, more)).expect(204);
        assertThat(providersOf(linked)).containsExactlyInAnyOrder(seen, more);

        acme.api().patch(providers, links("providers", more)).expect(204);
        acme.api().delete("roles/" + role + "/relationships/provider_groups").expect(204);
        other.api().delete(providers).expect(204);
        assertThat(providersOf(linked)).isEmpty();
    }

    private List<String> providersOf(String group) {
        return linked(acme.api().get("provider-groups/" + group), "providers");
    }

    private static Answer regroup(Person who, String group, String... providers) {
        Map<String, Object> change =
                Map.of(
                        "type",
                        "provider-groups",
                        "id",
                        group,
                        "relationships",
                        Map.of("providers", links("providers", providers)));
        return who.api().patch("provider-groups/" + group, Map.of("data", change));
    }

    private static Answer make(Person who, String role) {
        return who.api()
                .post(
                        "provider-groups",
                        document(
                                "provider-groups",
                                Map.of("name", "of " + role),
                                Map.of("roles", links("roles", role))));
    }

    private static Answer relink(Person who, String group, String... roles) {
        Map<String, Object> change =
                Map.of(
                        "type",
                        "provider-groups",
                        "id",
                        group,
                        "relationships",
                        Map.of("roles", links("roles", roles)));
        return who.api().patch("provider-groups/" + group, Map.of("data", change));
    }

    private Answer invite(String role) {
        return manager.api()
                .post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", Tenancy.email()),
                                Map.of("roles", links("roles", role))));
    }

    private static Answer give(Person who, String role) {
        return who.api().post("users/" + who.id() + "/relationships/roles", links("roles", role));
    }

    private Answer change(String role, Map<String, Object> attributes) {
        return acme.api().patch("roles/" + role, document("roles", role, attributes));
    }

    private Answer link(String role, String group) {
        return acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", group));
    }

    private String role(String name) {
        return acme.api().post("roles", document("roles", Map.of("name", name))).expect(201).id();
    }

    private String provider(String uid) {
        Map<String, Object> attributes = Map.of("provider", "aws", "uid", uid);
        return acme.api().post("providers", document("providers", attributes)).expect(201).id();
    }

    private String group(String name, String... providers) {
        return acme.api()
                .post(
                        "provider-groups",
                        document(
                                "provider-groups",
                                Map.of("name", name),
                                Map.of("providers", links("providers", providers))))
                .expect(201)
                .id();
    }

    private String groupOf(String name) {
        return acme.api().get("provider-groups?filter[name]=" + name).expect(200).ids().getFirst();
    }

    private String state(String invitation) {
        return acme.api()
                .get("tenants/invitations/" + invitation)
                .expect(200)
                .at("/data/attributes/state")
                .asString();
    }

    private List<String> groupsOf(String role) {
        return linked(acme.api().get("roles/" + role), "provider_groups");
    }

    private static List<String> rolesOf(Person member) {
        return linked(member.api().get("users/me"), "roles");
    }

    private static List<String> linked(Answer answer, String relationship) {
        return answer.expect(200)
                .at("/data/relationships/" + relationship + "/data")
                .valueStream()
                .map(link -> link.get("id").asString())
                .toList();
    }
}
