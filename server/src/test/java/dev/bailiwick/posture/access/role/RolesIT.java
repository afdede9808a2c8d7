package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.UUID;

class RolesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void haveTheFlagsThatTheyAreMadeWith() {
        Answer made = make(acme.api(), Map.of("name", "Readers", "manage_scans", true)).expect(201);

        assertThat(made.at("/data/attributes/manage_scans").asBoolean()).isTrue();
        assertThat(made.at("/data/attributes/manage_users").asBoolean()).isFalse();
        assertThat(made.at("/data/attributes/manage_billing").asBoolean()).isFalse();
        assertThat(made.at("/data/attributes/unlimited_visibility").asBoolean()).isFalse();
        assertThat(made.at("/data/attributes/permission_state").asString()).isEqualTo("limited");
        Answer none = make(acme.api(), Map.of("name", "Nobody")).expect(201);
        assertThat(none.at("/data/attributes/permission_state").asString()).isEqualTo("none");
    }

    @Test
    void seeEverythingWhereTheyManageProviders() {
        Map<String, Object> flags = Map.of("name", "P", "manage_providers", true);
        Answer made = make(acme.api(), flags).expect(201);
        assertThat(made.at("/data/attributes/unlimited_visibility").asBoolean()).isTrue();

        Answer still = change(acme.api(), made.id(), Map.of("unlimited_visibility", false));

        assertThat(still.expect(200).at("/data/attributes/unlimited_visibility").asBoolean())
                .isTrue();
    }

    @Test
    void keepWhatAChangeDoesNotName() {
        String role =
                make(acme.api(), Map.of("name", "Before", "manage_users", true)).expect(201).id();

        Answer changed = change(acme.api(), role, Map.of("manage_scans", true)).expect(200);

        assertThat(changed.at("/data/attributes/name").asString()).isEqualTo("Before");
        assertThat(changed.at("/data/attributes/manage_users").asBoolean()).isTrue();
        assertThat(changed.at("/data/attributes/manage_scans").asBoolean()).isTrue();
        change(acme.api(), role, Map.of("manage_users", false, "name", "After")).expect(200);
        Answer read = acme.api().get("roles/" + role).expect(200);
        assertThat(read.at("/data/attributes/name").asString()).isEqualTo("After");
        assertThat(read.at("/data/attributes/manage_users").asBoolean()).isFalse();
    }

    @Test
    void haveANameThatNoOtherOfTheTenantHas() {
        Tenancy other = Tenancy.of(server);
        String first = make(acme.api(), Map.of("name", "Taken")).expect(201).id();
        String second = make(acme.api(), Map.of("name", "Free")).expect(201).id();

        assertThat(pointer(make(acme.api(), Map.of("name", "Taken")).expect(400)))
                .isEqualTo("/data/attributes/name");
        assertThat(pointer(change(acme.api(), second, Map.of("name", "Taken")).expect(400)))
                .isEqualTo("/data/attributes/name");
        change(acme.api(), first, Map.of("name", "Taken")).expect(200);
        make(other.api(), Map.of("name", "Taken")).expect(201);
        make(acme.api(), Map.of("manage_scans", true)).expect(400);
    }

    @Test
    void leaveAdminAsItIs() {
        String admin = acme.api().get("roles?filter[name]=admin").ids().getFirst();

        change(acme.api(), admin, Map.of("manage_users", false)).expect(400);
        acme.api().delete("roles/" + admin).expect(400);

        assertThat(acme.api().get("roles/" + admin).at("/data/attributes/manage_users").asBoolean())
                .isTrue();
    }

    @Test
    void areTakenFromTheirHoldersWhenTheyAreDeleted() {
        Person member = acme.member("MANAGE_SCANS");
        String role = roleOf(member);

        acme.api().delete("roles/" + role).expect(204);

        acme.api().get("roles/" + role).expect(404);
        acme.api().delete("roles/" + role).expect(404);
        assertThat(acme.api().get("users/" + member.id() + "?include=roles").body())
                .doesNotContain(role);
    }

    @Test
    void keepTheManagementOfTheAccountWhereTheyAreOnesOwn() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        String role = roleOf(manager);

        Answer changed = change(manager.api(), role, Map.of("manage_account", false)).expect(200);

        assertThat(changed.at("/data/attributes/manage_account").asBoolean()).isTrue();
        change(acme.api(), role, Map.of("manage_account", false)).expect(200);
        manager.api().get("roles").expect(403);
    }

    @Test
    void allowNobodyToMakeOrChangeWhatIsAboveThem() {
        Person manager = acme.member("MANAGE_ACCOUNT", "MANAGE_SCANS");
        String above = make(acme.api(), Map.of("name", "U", "manage_users", true)).id();
        String below = make(acme.api(), Map.of("name", "S", "manage_scans", true)).id();

        make(manager.api(), Map.of("name", "X", "manage_users", true)).expect(403);
        change(manager.api(), above, Map.of("name", "Y")).expect(403);
        change(manager.api(), below, Map.of("manage_users", true)).expect(403);
        manager.api().delete("roles/" + above).expect(403);
        change(manager.api(), roleOf(manager), Map.of("manage_billing", true)).expect(403);

        make(manager.api(), Map.of("name", "X", "manage_scans", true)).expect(201);
        change(manager.api(), below, Map.of("manage_scans", false)).expect(200);
        manager.api().delete("roles/" + below).expect(204);
    }

    @Test
    void allowNobodyToShowWhatTheyDoNotSee() {
        String seen = provider("111111111111");
        String hidden = provider("222222222222");
        String own = group("own", seen);
        String other = group("other", hidden);
        Person manager = acme.member("MANAGE_ACCOUNT");
        limit(manager, own);

        make(manager.api(), Map.of("name", "All", "unlimited_visibility", true)).expect(403);
        String role = makeWith(manager.api(), "Seen", own).expect(201).id();
        change(manager.api(), role, Map.of("unlimited_visibility", true)).expect(403);
        makeWith(manager.api(), "Hidden", other).expect(400);
        String wider = makeWith(acme.api(), "Wider", other).expect(201).id();
        String path = "roles/" + role + "/relationships/provider_groups";
        manager.api().post(path, links("provider-groups", other)).expect(204);
        manager.api()
                .post("users/" + manager.id() + "/relationships/roles", links("roles", wider))
                .expect(403);

        assertThat(groupsOf(role)).containsExactly(own);
        assertThat(manager.api().get("providers").expect(200).ids()).containsExactly(seen);
    }

    @Test
    void keepTheGroupsThatWhoChangesThemDoesNotSee() {
        String p = provider("111111111111");
        String own = group("own", p);
        String alike = group("alike", p);
        String empty = group("empty");
        Person manager = acme.member("MANAGE_ACCOUNT");
        limit(manager, own);
        String role = makeWith(manager.api(), "Shared", own).expect(201).id();
        String path = "roles/" + role + "/relationships/provider_groups";
        acme.api().post(path, links("provider-groups", alike, empty)).expect(204);
        Map<String, Object> shown =
                Map.of(
                        "type",
                        "roles",
                        "id",
                        role,
                        "relationships",
                        Map.of("provider_groups", links("provider-groups", own)));

        manager.api().patch("roles/" + role, Map.of("data", shown)).expect(403);
        manager.api().patch(path, links("provider-groups", own)).expect(204);
        manager.api().delete(path).expect(403);

        assertThat(groupsOf(role)).containsExactlyInAnyOrder(own, alike, empty);
        acme.api().delete(path).expect(204);
        assertThat(groupsOf(role)).isEmpty();
    }

    /** Asked of the functions themselves, since the endpoints look ids up before. */
    @Test
    void takeNoGroupByItsIdThatWhoChangesThemDoesNotSee() {
        String own = group("own", provider("111111111111"));
        String empty = group("empty");
        Person manager = acme.member("MANAGE_ACCOUNT");
        limit(manager, own);
        String role = makeWith(manager.api(), "Any", own).expect(201).id();
        String ids = "array['%s']::uuid[]".formatted(empty);

        assertThat(word(manager, "change_role_groups('%s', %s, 'add')".formatted(role, ids)))
                .isEqualTo("done");
        assertThat(
                        word(
                                manager,
                                "change_role('%s', null, '{}', '{}', null, %s)"
                                        .formatted(role, ids)))
                .isEqualTo("groups");
        assertThat(word(manager, "(make_role('New', '{}', false, %s)).outcome".formatted(ids)))
                .isEqualTo("groups");

        assertThat(groupsOf(role)).containsExactly(own);
        assertThat(word(acme.owner(), "change_role_groups('%s', %s, 'add')".formatted(role, ids)))
                .isEqualTo("done");
        assertThat(groupsOf(role)).containsExactlyInAnyOrder(own, empty);
    }

    private String word(Person who, String call) {
        return Scopes.call(
                acme.scope(who),
                () ->
                        server.bean(JdbcClient.class)
                                .sql("select " + call)
                                .query(String.class)
                                .single());
    }

    @Test
    void areLinkedToGroupsAddedReplacedAndCleared() {
        String g = group("g");
        String h = group("h");
        String role = make(acme.api(), Map.of("name", "Linked")).id();
        String path = "roles/" + role + "/relationships/provider_groups";

        acme.api().post(path, links("provider-groups", g)).expect(204);
        acme.api().post(path, links("provider-groups", g)).expect(400);
        acme.api().patch(path, links("provider-groups", h)).expect(204);
        assertThat(groupsOf(role)).containsExactly(h);
        for (Object senseless :
                List.of(
                        Map.of("data", "word"),
                        Map.of("data", List.of("word")),
                        links("provider-groups", UUID.randomUUID().toString()))) {
            acme.api().patch(path, senseless).expect(204);
            acme.api().post(path, senseless).expect(204);
        }
        acme.api().post(path, Map.of("data", Map.of())).expect(400);
        acme.api().post(path, links("providers", g)).expect(400);
        assertThat(groupsOf(role)).containsExactly(h);
        acme.api().delete(path).expect(204);
        assertThat(groupsOf(role)).isEmpty();
    }

    @Test
    void areRecordedAndTellScopesThatWereMadeBefore() {
        long before = epoch();
        String role = make(acme.api(), Map.of("name", "Noted")).expect(201).id();
        change(acme.api(), role, Map.of("manage_scans", true)).expect(200);
        change(acme.api(), role, Map.of("name", "admin")).expect(400);
        acme.api().delete("roles/" + role).expect(204);

        assertThat(epoch()).isEqualTo(before + 3);
        assertThat(
                        server.sql()
                                .sql(
                                        "select what from audit_entry where tenant_id = ? and"
                                                + " object = ? and principal_id = ? order by id")
                                .params(acme.id(), role, acme.owner().id())
                                .query(String.class)
                                .list())
                .containsExactly("role.made", "role.changed", "role.removed");
    }

    private long epoch() {
        return server.sql()
                .sql("select authority_epoch from tenant where id = ?")
                .param(acme.id())
                .query(Long.class)
                .single();
    }

    private static Answer make(Api who, Map<String, Object> attributes) {
        return who.post("roles", document("roles", attributes));
    }

    private static Answer makeWith(Api who, String name, String group) {
        return who.post(
                "roles",
                document(
                        "roles",
                        Map.of("name", name),
                        Map.of("provider_groups", links("provider-groups", group))));
    }

    private static Answer change(Api who, String role, Map<String, Object> attributes) {
        return who.patch("roles/" + role, document("roles", role, attributes));
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

    /** Leaves somebody the sight of one group. */
    private void limit(Person member, String group) {
        String role = roleOf(member);
        change(acme.api(), role, Map.of("unlimited_visibility", false)).expect(200);
        acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", group))
                .expect(204);
    }

    private static String roleOf(Person member) {
        return member.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
    }

    private List<String> groupsOf(String role) {
        return acme.api()
                .get("roles/" + role)
                .expect(200)
                .at("/data/relationships/provider_groups/data")
                .valueStream()
                .map(link -> link.get("id").asString())
                .toList();
    }

    private static String pointer(Answer answer) {
        return answer.at("/errors/0/source/pointer").asString();
    }
}
