package dev.bailiwick.posture.account;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Permission;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class UsersIT {

    private static final String OTHER = "Other-horse-battery-2";

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void listsTheMembersOfTheTenantAndNobodyElse() {
        Person member = acme.member("MANAGE_USERS");
        Tenancy zeta = Tenancy.of(server);

        assertThat(member.api().get("users").expect(200).ids())
                .containsExactlyInAnyOrder(member.id().toString(), acme.owner().id().toString());
        assertThat(count("filter[email]=" + member.email())).isEqualTo(1);
        assertThat(count("filter[email]=" + zeta.owner().email())).isZero();
        assertThat(count("filter[search]=" + member.email().substring(4, 20))).isEqualTo(1);
        acme.api().get("users/" + zeta.owner().id()).expect(404);
    }

    @Test
    void showsUsersToWhoMayManageThemOnly() {
        Person member = acme.member();

        member.api().get("users").expect(403);
        member.api().get("users/" + acme.owner().id()).expect(403);
        member.api().get("users/" + member.id()).expect(403);
        member.api().get("users/me").expect(200);
    }

    @Test
    void showsWhatHangsOnOthersToWhoMayManageTheAccountOnly() {
        Person member = acme.member("MANAGE_USERS");

        Answer seen = member.api().get("users/" + acme.owner().id() + "?include=roles").expect(200);
        Answer own = member.api().get("users/me").expect(200);
        Answer byAdmin = acme.api().get("users/" + member.id()).expect(200);

        assertThat(seen.at("/data/relationships/roles/data")).isEmpty();
        assertThat(seen.at("/data/relationships/memberships/data")).isEmpty();
        assertThat(own.at("/data/relationships/roles/data")).hasSize(1);
        assertThat(byAdmin.at("/data/relationships/roles/data")).hasSize(1);
    }

    @Test
    void changesOneself() {
        Api ada = acme.api();

        change(ada, acme.owner().id(), Map.of("name", "Ada Byron", "company_name", "Engines"))
                .expect(200);

        Answer me = ada.get("users/me").expect(200);
        assertThat(me.at("/data/attributes/name").asString()).isEqualTo("Ada Byron");
        assertThat(me.at("/data/attributes/company_name").asString()).isEqualTo("Engines");
    }

    @Test
    void endsEveryTokenWhenThePasswordChanges() {
        String email = acme.owner().email();
        Answer tokens = signIn(email, Api.PASSWORD).expect(200);
        String refresh = tokens.at("/data/attributes/refresh").asString();

        change(acme.api(), acme.owner().id(), Map.of("password", OTHER)).expect(200);

        acme.api().get("users/me").expect(401);
        server.api()
                .post("tokens/refresh", document("tokens-refresh", Map.of("refresh", refresh)))
                .expect(400);
        signIn(email, Api.PASSWORD).expect(400);
        signIn(email, OTHER).expect(200);
    }

    @Test
    void refusesAWeakPasswordAndATakenAddressInAChange() {
        UUID id = acme.owner().id();
        String taken = acme.member().email();

        assertThat(pointer(change(acme.api(), id, Map.of("password", "short"))))
                .isEqualTo("/data/attributes/password");
        assertThat(pointer(change(acme.api(), id, Map.of("email", taken))))
                .isEqualTo("/data/attributes/email");
        acme.api().get("users/me").expect(200);
    }

    @Test
    void changesOthersOnlyWithThePermissionAndOnlyInTheTenant() {
        Person member = acme.member();
        Person keeper = acme.member("MANAGE_USERS");
        Tenancy zeta = Tenancy.of(server);

        change(member.api(), acme.owner().id(), Map.of("name", "Mallory")).expect(400);
        change(acme.api(), zeta.owner().id(), Map.of("name", "Mallory")).expect(404);
        change(keeper.api(), member.id(), Map.of("name", "Renamed")).expect(200);

        assertThat(member.api().get("users/me").at("/data/attributes/name").asString())
                .isEqualTo("Renamed");
        assertThat(zeta.api().get("users/me").at("/data/attributes/name").asString())
                .isEqualTo("Ada");
    }

    @Test
    void leavesCredentialsThatOpenOtherTenantsToTheUser() {
        Person member = acme.member();

        change(acme.api(), member.id(), Map.of("password", OTHER)).expect(403);
        change(acme.api(), member.id(), Map.of("email", Tenancy.email())).expect(403);

        member.api().get("users/me").expect(200);
    }

    @Test
    void leavesThemToWhoJoinsAnotherTenantAtThatMoment() throws Exception {
        Person member = acme.member();
        leaveOwnTenant(member);
        Tenancy zeta = Tenancy.of(server);
        String join = "insert into membership (tenant_id, user_id) values (?, ?)";

        try (Connection joining = server.maint().getConnection();
                ExecutorService another = Executors.newSingleThreadExecutor()) {
            joining.setAutoCommit(false);
            JdbcClient.create(new SingleConnectionDataSource(joining, true))
                    .sql(join)
                    .params(zeta.id(), member.id())
                    .update();
            Future<Answer> change =
                    another.submit(
                            () -> change(acme.api(), member.id(), Map.of("password", OTHER)));
            Eventually.holds(this::somebodyWaitsForARow);
            joining.commit();

            change.get().expect(403);
        }
        signIn(member.email(), Api.PASSWORD).expect(200);
    }

    @Test
    void givesCredentialsOfMembersOfThisTenantAloneToWhoManagesUsers() {
        Person member = acme.member();
        leaveOwnTenant(member);

        change(acme.api(), member.id(), Map.of("password", OTHER)).expect(200);

        signIn(member.email(), OTHER).expect(200);
    }

    @Test
    void leavesCredentialsOfWhoHoldsMoreToTheUser() {
        Person keeper = acme.member("MANAGE_USERS");
        Person stronger = acme.member("MANAGE_USERS", "MANAGE_SCANS");
        Person weaker = acme.member();
        leaveOwnTenant(stronger);
        leaveOwnTenant(weaker);

        for (Person above : List.of(acme.owner(), stronger)) {
            change(keeper.api(), above.id(), Map.of("password", OTHER)).expect(403);
            change(keeper.api(), above.id(), Map.of("email", Tenancy.email())).expect(403);
            change(keeper.api(), above.id(), Map.of("name", "Renamed", "email", above.email()))
                    .expect(200);
            signIn(above.email(), Api.PASSWORD).expect(200);
        }
        String address = Tenancy.email();
        change(keeper.api(), weaker.id(), Map.of("email", address, "password", OTHER)).expect(200);
        signIn(address, OTHER).expect(200);
        weaker.api().get("users/me").expect(401);
    }

    @Test
    void leavesCredentialsOfWhoSeesMoreToTheUser() {
        Person keeper = acme.member("MANAGE_USERS");
        acme.limit(keeper);
        Person member = acme.member();
        leaveOwnTenant(member);

        change(keeper.api(), member.id(), Map.of("password", OTHER)).expect(403);

        acme.limit(member);
        change(keeper.api(), member.id(), Map.of("password", OTHER)).expect(403);

        server.sql()
                .sql(
                        "delete from role_provider_group where role_id in (select role_id from"
                                + " role_user where user_id = ?)")
                .param(member.id())
                .update();
        change(keeper.api(), member.id(), Map.of("password", OTHER)).expect(200);
    }

    @Test
    void leavesCredentialsOfOwnersToOwners() {
        String[] all = Permission.names().toArray(String[]::new);
        Person owner = acme.secondOwner();
        leaveOwnTenant(owner);
        Person admin = acme.member(all);

        change(admin.api(), owner.id(), Map.of("password", OTHER)).expect(403);
        signIn(owner.email(), Api.PASSWORD).expect(200);
        change(acme.api(), owner.id(), Map.of("password", OTHER)).expect(200);

        signIn(owner.email(), OTHER).expect(200);
    }

    private void leaveOwnTenant(Person member) {
        server.sql()
                .sql("delete from membership where user_id = ? and tenant_id <> ?")
                .params(member.id(), acme.id())
                .update();
    }

    private boolean somebodyWaitsForARow() {
        return server.sql()
                .sql(
                        "select exists (select from pg_locks where not granted and locktype ="
                                + " 'transactionid')")
                .query(Boolean.class)
                .single();
    }

    @Test
    void letsNoApiKeyChangeThePasswordOfItsCreator() {
        Map<String, Object> name = Map.of("name", "machine");
        Answer key = acme.api().post("api-keys", document("api-keys", name)).expect(201);
        Api machine = server.api().withKey(key.at("/data/attributes/api_key").asString());

        change(machine, acme.owner().id(), Map.of("password", OTHER)).expect(403);
        change(machine, acme.owner().id(), Map.of("name", "Machine")).expect(200);
        change(machine, acme.member().id(), Map.of("password", OTHER)).expect(403);
    }

    @Test
    void letsNoApiKeyDeleteTheAccountOfItsCreator() {
        Map<String, Object> name = Map.of("name", "wrecker");
        Answer key = acme.api().post("api-keys", document("api-keys", name)).expect(201);
        Api machine = server.api().withKey(key.at("/data/attributes/api_key").asString());

        machine.delete("users/" + acme.owner().id()).expect(403);

        acme.api().get("users/me").expect(200);
    }

    @Test
    void removesNobodyButOneself() {
        Person member = acme.member("MANAGE_USERS");

        acme.api().delete("users/" + member.id()).expect(400);
        acme.api().delete("users/" + Tenancy.of(server).owner().id()).expect(404);
        acme.member().api().delete("users/" + member.id()).expect(403);
    }

    @Test
    void removesAnAccountWithAllThatIsItsAlone() {
        Person member = acme.member("MANAGE_USERS");

        member.api().delete("users/" + member.id()).expect(204);

        member.api().get("users/me").expect(401);
        signIn(member.email(), Api.PASSWORD).expect(400);
        assertThat(count("filter[email]=" + member.email())).isZero();
        server.api().signUp(member.email());
    }

    @Test
    void closesTheTenantThatNobodyElseIsInAndNoOther() {
        Person member = acme.member("MANAGE_USERS");
        UUID own =
                server.sql()
                        .sql(
                                "select tenant_id from membership where user_id = ? and tenant_id"
                                        + " <> ?")
                        .params(member.id(), acme.id())
                        .query(UUID.class)
                        .single();

        member.api().delete("users/" + member.id()).expect(204);

        assertThat(
                        server.sql()
                                .sql(
                                        "select id from tenant where id in (?, ?) and deleted_at is"
                                                + " null")
                                .params(own, acme.id())
                                .query(UUID.class)
                                .list())
                .containsExactly(acme.id());
    }

    @Test
    void keepsTheLastOwnerWhileOthersAreInTheTenant() {
        Person member = acme.member();

        acme.api().delete("users/" + acme.owner().id()).expect(403);

        acme.api().get("users/me").expect(200);
        member.api().get("users/me").expect(200);
    }

    private int count(String query) {
        return acme.api().get("users?" + query).expect(200).at("/meta/pagination/count").asInt();
    }

    private Answer signIn(String email, String password) {
        return server.api()
                .post("tokens", document("tokens", Map.of("email", email, "password", password)));
    }

    private static Answer change(Api who, UUID id, Map<String, ?> attributes) {
        return who.patch("users/" + id, document("users", id.toString(), attributes));
    }

    private static String pointer(Answer refused) {
        return refused.expect(400).at("/errors/0/source/pointer").asString();
    }
}
