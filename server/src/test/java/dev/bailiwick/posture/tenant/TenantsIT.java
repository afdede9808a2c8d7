package dev.bailiwick.posture.tenant;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;
import static dev.bailiwick.posture.Tenancy.again;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

class TenantsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void makesItsFounderOwnerAndAdmin() {
        UUID second = found(acme.api(), "Second");
        Api there = in(second, acme.owner().email());

        assertThat(memberships(there, second).at("/data/0/attributes/role").asString())
                .isEqualTo("owner");
        assertThat(there.get("roles").expect(200).at("/data/0/attributes/name").asString())
                .isEqualTo("admin");
        assertThat(acme.api().get("tenants").expect(200).ids())
                .containsExactlyInAnyOrder(acme.id().toString(), second.toString());
    }

    @Test
    void cannotBeFoundedWithoutEndByOneAccount() throws Exception {
        // the default is 100; all but three are made behind its back
        server.sql()
                .sql(
                        """
                        with made as (
                            insert into tenant (name) select 'T' || n from generate_series(1, 96) n returning id)
                        insert into membership (tenant_id, user_id, role) select id, ?, 'owner' from made
                        """)
                .param(acme.owner().id())
                .update();
        Map<String, Object> name = Map.of("name", "One more");

        List<Answer> answers =
                Tenancy.atOnce(6, () -> acme.api().post("tenants", document("tenants", name)));

        assertThat(answers).filteredOn(answer -> answer.status() == 201).hasSize(3);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(
                        answer ->
                                assertThat(answer.expect(403).at("/errors/0/detail").asString())
                                        .isEqualTo(
                                                "You own as many tenants as an account may, and may"
                                                        + " not own more."));
        UUID last = UUID.fromString(acme.api().get("tenants?sort=-inserted_at").ids().getFirst());
        in(last, acme.owner().email()).delete("tenants/" + last).expect(204);
        acme.api().get("users/me").expect(200);
        found(acme.api(), "Room again");
    }

    @Test
    void isFoundedByOneAccountAfterTheOtherSoThatAllAreCounted() throws Exception {
        server.sql()
                .sql(
                        """
                        with made as (
                            insert into tenant (name) select 'T' || n from generate_series(1, 98) n returning id)
                        insert into membership (tenant_id, user_id, role) select id, ?, 'owner' from made
                        """)
                .param(acme.owner().id())
                .update();
        CompletableFuture<Answer> second;
        try (Connection founding = server.app().getConnection();
                Statement statement = founding.createStatement()) {
            founding.setAutoCommit(false);
            statement.execute(
                    "select set_config('bailiwick.principal', '%s', true)"
                            .formatted(acme.owner().id()));
            statement.execute("select found_tenant('The last', '{}', 100)");
            Map<String, Object> name = Map.of("name", "One more");
            second =
                    CompletableFuture.supplyAsync(
                            () -> acme.api().post("tenants", document("tenants", name)));
            Eventually.holds(this::isWaitedForARow);
            founding.commit();
        }

        second.get(2, TimeUnit.MINUTES).expect(403);
    }

    @Test
    void isRenamedByWhoMayManageTheAccountThere() {
        Person member = acme.member("MANAGE_USERS");

        rename(acme.api(), acme.id(), "Renamed").expect(200);
        rename(member.api(), acme.id(), "Not mine").expect(403);

        assertThat(nameOf(acme)).isEqualTo("Renamed");
    }

    @Test
    void asksForThePermissionInTheTenantThatIsChangedNotInTheTokens() {
        Tenancy host = Tenancy.of(server);
        host.admit(acme.owner(), "member", "MANAGE_USERS");

        rename(acme.api(), host.id(), "Taken").expect(403);
        acme.api().delete("tenants/" + host.id()).expect(403);
        assertThat(nameOf(host)).isNotEqualTo("Taken");

        Api there = host.signIn(acme.owner().email());
        rename(there, acme.id(), "Mine from elsewhere").expect(200);
        assertThat(nameOf(acme)).isEqualTo("Mine from elsewhere");
    }

    @Test
    void isAbsentForStrangers() {
        Api stranger = Tenancy.of(server).api();

        stranger.get("tenants/" + acme.id()).expect(404);
        rename(stranger, acme.id(), "Stolen").expect(404);
        stranger.delete("tenants/" + acme.id()).expect(404);
        stranger.get("tenants/" + acme.id() + "/memberships").expect(404);
        stranger.get("tenants/no-uuid").expect(404);
        acme.api().get("tenants/" + acme.id()).expect(200);
    }

    @Test
    void checksThePermissionBeforeItReadsTheDocument() {
        Person member = acme.member("MANAGE_USERS");

        member.api().patch("tenants/" + acme.id(), Map.of("data", Map.of())).expect(403);
        acme.api().patch("tenants/" + acme.id(), Map.of("data", Map.of())).expect(400);
    }

    @Test
    void showsAllMembershipsToOwnersAndTheOwnToMembers() {
        Person member = acme.member();

        assertThat(memberships(acme.api(), acme.id()).ids()).hasSize(2);
        assertThat(users(memberships(member.api(), acme.id())))
                .containsExactly(member.id().toString());
        assertThat(
                        acme.api()
                                .get("tenants/" + acme.id() + "/memberships?filter[role]=owner")
                                .expect(200)
                                .ids())
                .hasSize(1);
        String id = memberships(member.api(), acme.id()).ids().getFirst();
        acme.api().get("tenants/" + acme.id() + "/memberships/" + id).expect(405);
    }

    @Test
    void letsMembersLeaveAndOwnersRemoveThem() {
        Person leaver = acme.member();
        Person other = acme.member();

        end(leaver.api(), membershipOf(other)).expect(403);
        end(leaver.api(), membershipOf(leaver)).expect(204);
        end(acme.api(), membershipOf(other)).expect(204);

        leaver.api().get("users/me").expect(401);
        other.api().get("users/me").expect(401);
        assertThat(memberships(acme.api(), acme.id()).ids()).hasSize(1);
        for (Person gone : List.of(leaver, other)) {
            assertThat(signIns(gone)).as("which they may have elsewhere too").isZero();
        }
    }

    @Test
    void takesTheAccountThatBelongsNowhereElse() {
        Person leaver = acme.member();
        Person other = acme.member();
        server.sql()
                .sql("delete from membership where user_id = ? and tenant_id <> ?")
                .params(leaver.id(), acme.id())
                .update();

        end(acme.api(), membershipOf(leaver)).expect(204);
        end(acme.api(), membershipOf(other)).expect(204);

        assertThat(
                        server.sql()
                                .sql("select id from app_user where id in (?, ?)")
                                .params(leaver.id(), other.id())
                                .query(UUID.class)
                                .list())
                .containsExactly(other.id());
    }

    private long signIns(Person person) {
        return server.sql()
                .sql("select count(*) from refresh_token where user_id = ? and revoked_at is null")
                .param(person.id())
                .query(Long.class)
                .single();
    }

    /** Foundings hold the account's row; what removes it must see what it waited for. */
    @Test
    void keepsTheAccountOfWhoFoundsAnotherWhileBeingRemoved() throws Exception {
        Person founder = acme.member();
        String membership = membershipOf(founder);
        server.sql()
                .sql("delete from membership where user_id = ? and tenant_id <> ?")
                .param(founder.id())
                .param(acme.id())
                .update();
        CompletableFuture<Answer> removal;
        try (Connection founding = server.app().getConnection();
                Statement statement = founding.createStatement()) {
            founding.setAutoCommit(false);
            statement.execute(
                    "select set_config('bailiwick.principal', '%s', true)".formatted(founder.id()));
            statement.execute("select found_tenant('Own', '{}', 100)");
            removal = CompletableFuture.supplyAsync(() -> end(acme.api(), membership));
            Eventually.holds(this::isWaitedForARow);
            founding.commit();
        }

        removal.get(2, TimeUnit.MINUTES).expect(204);
        assertThat(
                        server.sql()
                                .sql("select role from membership where user_id = ?")
                                .param(founder.id())
                                .query(String.class)
                                .list())
                .containsExactly("owner");
    }

    /** An upload, which refers to the tenant, may take long. */
    @Test
    void removesMembersWhileSomethingIsBeingWritten() throws Exception {
        String membership = membershipOf(acme.member());
        try (Connection writing = server.app().getConnection();
                Statement statement = writing.createStatement()) {
            writing.setAutoCommit(false);
            statement.execute(
                    """
                    select set_config('bailiwick.tenant', '%s', true), set_config('bailiwick.providers', 'all', true)
                    """
                            .formatted(acme.id()));
            statement.execute(
                    "insert into provider (provider, uid) values ('aws', '123456789012')");

            CompletableFuture.supplyAsync(() -> end(acme.api(), membership))
                    .get(2, TimeUnit.MINUTES)
                    .expect(204);
            writing.rollback();
        }
    }

    @Test
    void keepsItsLastOwner() {
        acme.member();

        end(acme.api(), membershipOf(acme.owner())).expect(403);

        acme.api().get("users/me").expect(200);
    }

    @Test
    void keepsAnOwnerWhenTwoLeaveAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenancy pair = Tenancy.of(server);
            Person second = pair.secondOwner("MANAGE_ACCOUNT");
            String first = membershipOf(pair, pair.owner());
            String other = membershipOf(pair, second);

            List<Answer> answers =
                    Tenancy.atOnce(
                            List.of(
                                    again(() -> end(pair, pair.api(), first)),
                                    again(() -> end(pair, second.api(), other))));

            assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(204, 403);
        }
    }

    @Test
    void letsTwoOwnersWhoRemoveEachOtherAtOnceNotBothSucceed() throws Exception {
        for (int round = 0; round < 5; round++) {
            Tenancy pair = Tenancy.of(server);
            Person second = pair.secondOwner("MANAGE_ACCOUNT");
            String first = membershipOf(pair, pair.owner());
            String other = membershipOf(pair, second);

            List<Answer> answers =
                    Tenancy.atOnce(
                            List.of(
                                    () -> end(pair, pair.api(), other),
                                    () -> end(pair, second.api(), first)));

            assertThat(answers).extracting(Answer::status).containsOnlyOnce(204);
        }
    }

    @Test
    void takesTheRolesThatNobodyHoldsAnyMoreWithAMembership() {
        Person member = acme.member("MANAGE_SCANS");
        assertThat(acme.api().get("roles").expect(200).ids()).hasSize(2);

        end(acme.api(), membershipOf(member)).expect(204);

        assertThat(acme.api().get("roles").expect(200).ids()).hasSize(1);
    }

    @Test
    void keepsTheRoleAdminAndThoseThatSomebodyIsInvitedTo() {
        String admin = acme.api().get("roles").expect(200).ids().getFirst();
        Person second = acme.secondOwner("MANAGE_ACCOUNT");
        Person member = acme.member("MANAGE_SCANS");
        String offered =
                member.api().get("users/me").at("/data/relationships/roles/data/0/id").asString();
        acme.api()
                .post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", Tenancy.email()),
                                Map.of("roles", links("roles", offered))))
                .expect(201);

        end(acme.api(), membershipOf(member)).expect(204);
        assertThat(acme.api().get("roles").expect(200).ids()).contains(admin, offered);
        end(second.api(), membershipOf(acme.owner())).expect(204);

        assertThat(second.api().get("roles").expect(200).ids()).contains(admin);
    }

    @Test
    void isClosedByAnOwnerAndGoneAtOnce() {
        Person admin = acme.member("MANAGE_ACCOUNT");
        Answer refused = admin.api().delete("tenants/" + acme.id()).expect(403);
        assertThat(refused.at("/errors/0/detail").asString()).contains("Only an owner");

        acme.api().delete("tenants/" + acme.id()).expect(204);

        acme.api().get("users/me").expect(401);
        admin.api().get("users/me").expect(401);
        server.api()
                .post(
                        "tokens",
                        document(
                                "tokens",
                                Map.of("email", acme.owner().email(), "password", Api.PASSWORD)))
                .expect(400);
        server.api().signIn(admin.email()).get("tenants/" + acme.id()).expect(404);
    }

    @Test
    void showsUsersTheirOwnMembershipsOnly() {
        Tenancy zeta = Tenancy.of(server);
        String foreign = memberships(zeta.api(), zeta.id()).ids().getFirst();
        String path = "users/" + acme.owner().id() + "/memberships";

        String own = acme.api().get(path).expect(200).ids().getFirst();
        acme.api().get(path + "/" + own).expect(200);
        acme.api().get(path + "/" + foreign).expect(404);
        acme.api().get("users/" + zeta.owner().id() + "/memberships").expect(404);
        zeta.api().delete("tenants/" + zeta.id() + "/memberships/" + own).expect(404);
    }

    private UUID found(Api who, String name) {
        return UUID.fromString(
                who.post("tenants", document("tenants", Map.of("name", name))).expect(201).id());
    }

    private Api in(UUID tenant, String email) {
        Answer tokens =
                server.api()
                        .post(
                                "tokens",
                                document(
                                        "tokens",
                                        Map.of(
                                                "email",
                                                email,
                                                "password",
                                                Api.PASSWORD,
                                                "tenant_id",
                                                tenant.toString())))
                        .expect(200);
        return server.api().withToken(tokens.at("/data/attributes/access").asString());
    }

    private static String nameOf(Tenancy tenancy) {
        return tenancy.api()
                .get("tenants/" + tenancy.id())
                .expect(200)
                .at("/data/attributes/name")
                .asString();
    }

    private static Answer rename(Api who, UUID tenant, String name) {
        return who.patch(
                "tenants/" + tenant, document("tenants", tenant.toString(), Map.of("name", name)));
    }

    private static Answer memberships(Api who, UUID tenant) {
        return who.get("tenants/" + tenant + "/memberships").expect(200);
    }

    private boolean isWaitedForARow() {
        return server.sql()
                .sql("select exists (select from pg_locks where not granted)")
                .query(Boolean.class)
                .single();
    }

    private static List<String> users(Answer memberships) {
        return memberships.items().stream()
                .map(item -> item.at("/relationships/user/data/id").asString())
                .toList();
    }

    private Answer end(Api who, String membership) {
        return end(acme, who, membership);
    }

    private static Answer end(Tenancy tenancy, Api who, String membership) {
        return who.delete("tenants/" + tenancy.id() + "/memberships/" + membership);
    }

    private String membershipOf(Person member) {
        return membershipOf(acme, member);
    }

    private static String membershipOf(Tenancy tenancy, Person member) {
        return tenancy.api()
                .get("tenants/" + tenancy.id() + "/memberships?filter[user]=" + member.id())
                .expect(200)
                .ids()
                .getFirst();
    }
}
