package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

class ProviderGroupsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void haveProvidersAndRoles() {
        String p = provider("111111111111");
        String admin = acme.api().get("roles").ids().getFirst();
        Map<String, Object> linked =
                Map.of("providers", links("providers", p), "roles", links("roles", admin));

        Answer made =
                acme.api()
                        .post(
                                "provider-groups",
                                document("provider-groups", Map.of("name", "g"), linked))
                        .expect(201);

        assertThat(providersOf(made)).containsExactly(p);
        assertThat(made.at("/data/relationships/roles/data/0/id").asString()).isEqualTo(admin);
    }

    @Test
    void areRenamedWithTheirLinksKept() {
        String g = group("before", provider("111111111111"));
        String path = "provider-groups/" + g;

        acme.api()
                .patch(path, document("provider-groups", g, Map.of("name", "before")))
                .expect(200);
        Answer changed =
                acme.api()
                        .patch(path, document("provider-groups", g, Map.of("name", "after")))
                        .expect(200);

        assertThat(changed.at("/data/attributes/name").asString()).isEqualTo("after");
        assertThat(providersOf(changed)).hasSize(1);
        group("other");
        Answer taken =
                acme.api().patch(path, document("provider-groups", g, Map.of("name", "other")));
        assertThat(taken.expect(400).at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/name");
        acme.api()
                .post("provider-groups", document("provider-groups", Map.of("name", "other")))
                .expect(400);
        acme.api().delete(path).expect(204);
        acme.api().get(path).expect(404);
        acme.api().delete(path).expect(404);
    }

    @Test
    void takeProvidersOneAfterTheOtherAndAllAway() {
        String p = provider("111111111111");
        String q = provider("222222222222");
        String g = group("g", p);
        String path = "provider-groups/" + g + "/relationships/providers";

        acme.api().post(path, links("providers", q)).expect(204);
        acme.api().post(path, links("providers", q)).expect(400);
        assertThat(providersOf(g)).containsExactlyInAnyOrder(p, q);
        acme.api().patch(path, links("providers", q)).expect(204);
        assertThat(providersOf(g)).containsExactly(q);
        acme.api().post(path, links("providers", UUID.randomUUID().toString())).expect(400);
        acme.api().patch(path, links("providers", UUID.randomUUID().toString())).expect(400);
        acme.api().patch(path, Map.of("data", List.of("word"))).expect(400);
        assertThat(providersOf(g)).containsExactly(q);
        acme.api().delete(path).expect(204);
        assertThat(providersOf(g)).isEmpty();
    }

    @Test
    void takeNoProviderThatIsDeleted() {
        String p = provider("111111111111");
        acme.api().delete("providers/" + p).expect(202);
        String g = group("g");

        acme.api()
                .post("provider-groups/" + g + "/relationships/providers", links("providers", p))
                .expect(400);
    }

    @Test
    void changeWhatTheirMembersSeeAtOnce() {
        String p = provider("111111111111");
        String g = group("g");
        Person member = acme.member();
        String role =
                member.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
        acme.api()
                .patch(
                        "roles/" + role,
                        document("roles", role, Map.of("unlimited_visibility", false)))
                .expect(200);
        acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", g))
                .expect(204);
        assertThat(member.api().get("providers").expect(200).ids()).isEmpty();

        acme.api()
                .post("provider-groups/" + g + "/relationships/providers", links("providers", p))
                .expect(204);
        assertThat(member.api().get("providers").expect(200).ids()).containsExactly(p);

        acme.api().delete("provider-groups/" + g).expect(204);
        assertThat(member.api().get("providers").expect(200).ids()).isEmpty();
    }

    @Test
    void areNotOrderedByLinksThatAreNotShown() {
        String first = group("first");
        String second = group("second");
        Person member = acme.member();
        List<String> before = member.api().get("provider-groups?sort=-roles").expect(200).ids();
        assertThat(acme.api().get("provider-groups?sort=-roles").expect(200).ids())
                .isEqualTo(before);
        String last = before.getLast();
        String role =
                acme.api()
                        .post("roles", document("roles", Map.of("name", "linked")))
                        .expect(201)
                        .id();
        acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", last))
                .expect(204);

        assertThat(before).containsExactlyInAnyOrder(first, second);
        assertThat(acme.api().get("provider-groups?sort=-roles").expect(200).ids())
                .startsWith(last);
        assertThat(member.api().get("provider-groups?sort=-roles").expect(200).ids())
                .isEqualTo(before);
    }

    @Test
    void askForThePermissionAndForTheSightOfAll() {
        String seen = provider("111111111111");
        String mixed = group("mixed", seen, provider("222222222222"));
        String own = group("own", seen);
        Person manager = acme.member("MANAGE_SCANS");
        String role =
                manager.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
        manager.api().delete("provider-groups/" + own).expect(403);
        // as older data may have it: the permission without the sight
        server.sql()
                .sql(
                        "update role set permissions = '{MANAGE_PROVIDERS}', unlimited_visibility ="
                                + " false where id = ?")
                .param(UUID.fromString(role))
                .update();
        acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", own))
                .expect(204);

        manager.api().delete("provider-groups/" + mixed).expect(404);
        manager.api().delete("provider-groups/" + mixed + "/relationships/providers").expect(404);
        manager.api()
                .patch(
                        "provider-groups/" + own + "/relationships/providers",
                        links("providers", provider("333333333333")))
                .expect(400);
        manager.api().delete("provider-groups/" + own).expect(204);
        acme.api().get("provider-groups/" + mixed).expect(200);
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

    private List<String> providersOf(String group) {
        return providersOf(acme.api().get("provider-groups/" + group).expect(200));
    }

    private static List<String> providersOf(Answer group) {
        return group.at("/data/relationships/providers/data")
                .valueStream()
                .map(link -> link.get("id").asString())
                .toList();
    }
}
