package dev.bailiwick.posture.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.UUID;

class AccessIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void listsTheRolesOfTheTenantWithTheirFlags() {
        acme.member("MANAGE_SCANS");

        Answer roles = acme.api().get("roles?sort=inserted_at").expect(200);

        assertThat(roles.items()).hasSize(2);
        assertThat(roles.at("/data/0/attributes/name").asString()).isEqualTo("admin");
        assertThat(roles.at("/data/0/attributes/permission_state").asString())
                .isEqualTo("unlimited");
        assertThat(roles.at("/data/1/attributes/permission_state").asString()).isEqualTo("limited");
        assertThat(roles.at("/data/1/attributes/manage_scans").asBoolean()).isTrue();
        assertThat(roles.at("/data/1/attributes/manage_users").asBoolean()).isFalse();
        assertThat(roles.at("/data/0/relationships/users/data/0/id").asString())
                .isEqualTo(acme.owner().id().toString());
    }

    @Test
    void filtersAndSortsRoles() {
        acme.member("MANAGE_SCANS");
        String id = acme.api().get("roles?filter[name]=admin").expect(200).ids().getFirst();

        for (String query :
                List.of(
                        "filter[id]=" + id,
                        "filter[id__in]=" + id + "," + UUID.randomUUID(),
                        "filter[name__in]=admin,other",
                        "filter[permission_state]=unlimited",
                        "filter[search]=ADM",
                        "filter[inserted_at__gte]=2020-01-01&filter[name]=admin")) {
            assertThat(acme.api().get("roles?" + query).expect(200).ids())
                    .as(query)
                    .containsExactly(id);
        }
        for (String sort :
                List.of(
                        "users",
                        "-provider_groups",
                        "invitations",
                        "url",
                        "manage_account",
                        "permission_state",
                        "unlimited_visibility")) {
            acme.api().get("roles?sort=" + sort).expect(200);
        }
    }

    @Test
    void keepsRolesToWhoMayManageTheAccountAndToTheTenant() {
        Person member = acme.member("MANAGE_USERS");
        String role = acme.api().get("roles").expect(200).ids().getFirst();

        member.api().get("roles").expect(403);
        member.api().get("roles/" + role).expect(403);
        Tenancy.of(server).api().get("roles/" + role).expect(404);
        acme.api().get("roles/" + role).expect(200);
    }

    @Test
    void answersForProviderGroupsAlsoWhereThereAreNone() {
        Api ada = acme.api();

        assertThat(ada.get("provider-groups?filter[name]=x&sort=-providers").expect(200).ids())
                .isEmpty();
        ada.get("provider-groups/" + UUID.randomUUID()).expect(404);
    }

    @Test
    void showsAGroupToWhoseRoleItBelongsTo() {
        UUID group = group("production");
        UUID hidden = group("staging");
        Person member = acme.member();
        limit(member, group);

        assertThat(acme.api().get("provider-groups").expect(200).ids())
                .containsExactlyInAnyOrder(group.toString(), hidden.toString());
        assertThat(member.api().get("provider-groups").expect(200).ids())
                .containsExactly(group.toString());
        member.api().get("provider-groups/" + hidden).expect(404);
        Tenancy.of(server).api().get("provider-groups/" + group).expect(404);
    }

    @Test
    void tellsTheLimitedNothingOfProvidersThatTheyDoNotSee() {
        Person member = acme.member();
        limit(member, group("none"));
        String hidden =
                acme.api()
                        .post(
                                "providers",
                                Api.document(
                                        "providers",
                                        Map.of("provider", "aws", "uid", "111111111111")))
                        .expect(201)
                        .id();

        for (String id : List.of(hidden, UUID.randomUUID().toString())) {
            String filter = "?filter[provider]=" + id;
            assertThat(member.api().get("scans" + filter).expect(200).ids()).isEmpty();
            assertThat(member.api().get("resources/latest" + filter).expect(200).ids()).isEmpty();
        }
        acme.api().get("scans?filter[provider]=" + hidden).expect(200);
        acme.api().get("scans?filter[provider]=" + UUID.randomUUID()).expect(400);
    }

    @Test
    void readsAuthorityLiveOnEveryRequest() {
        Person member = acme.member("MANAGE_ACCOUNT");
        member.api().get("roles").expect(200);

        server.sql()
                .sql(
                        "update role set permissions = '{}' where id in (select role_id from"
                                + " role_user where user_id = ? and tenant_id = ?)")
                .params(member.id(), acme.id())
                .update();
        member.api().get("roles").expect(403);

        status("suspended");
        member.api().get("users/me").expect(403);
        status("trial");
        member.api().get("users/me").expect(200);

        server.sql()
                .sql("update app_user set is_active = false where id = ?")
                .param(member.id())
                .update();
        member.api().get("users/me").expect(401);
    }

    private void status(String status) {
        server.sql()
                .sql("update tenant set status = ? where id = ?")
                .params(status, acme.id())
                .update();
    }

    private UUID group(String name) {
        UUID id = UUID.randomUUID();
        server.sql()
                .sql("insert into provider_group (tenant_id, id, name) values (?, ?, ?)")
                .params(acme.id(), id, name)
                .update();
        return id;
    }

    private void limit(Person member, UUID group) {
        server.sql()
                .sql(
                        """
                        with held as (
                            update role set unlimited_visibility = false
                            where tenant_id = ? and id in (select role_id from role_user where user_id = ?)
                            returning tenant_id, id)
                        insert into role_provider_group (tenant_id, role_id, provider_group_id)
                        select tenant_id, id, ? from held
                        """)
                .params(acme.id(), member.id(), group)
                .update();
    }
}
