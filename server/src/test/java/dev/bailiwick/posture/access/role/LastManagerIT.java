package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;
import static dev.bailiwick.posture.Tenancy.again;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** A tenant is never left without somebody who manages its account, whoever acts at once. */
class LastManagerIT {

    /** Of each race, in the same tenant, which is set up again in between. */
    private static final int ROUNDS = 50;

    private final TestServer server = TestServer.shared();

    /** Two owners, who hold the only two roles that manage the account. */
    private record Pair(Tenancy tenancy, Person second, String admin, String other, String weak) {

        private static Pair in(TestServer server) {
            Tenancy tenancy = Tenancy.of(server);
            // whoever belongs nowhere is gone for good
            Tenancy.of(server).admit(tenancy.owner(), "member");
            String admin = tenancy.api().get("roles").ids().getFirst();
            Person second =
                    tenancy.secondOwner(
                            "MANAGE_ACCOUNT",
                            "MANAGE_USERS",
                            "MANAGE_BILLING",
                            "MANAGE_PROVIDERS",
                            "MANAGE_INTEGRATIONS",
                            "MANAGE_SCANS",
                            "MANAGE_INGESTIONS");
            String other =
                    second.api()
                            .get("users/me")
                            .at("/data/relationships/roles/data/0/id")
                            .asString();
            String weak =
                    tenancy.api()
                            .post("roles", document("roles", Map.of("name", "weak")))
                            .expect(201)
                            .id();
            return new Pair(tenancy, second, admin, other, weak);
        }

        /** As at the beginning, whatever a round has left. */
        private void restore() {
            JdbcClient sql = tenancy.server().sql();
            for (Person each : List.of(tenancy.owner(), second)) {
                sql.sql(
                                "insert into membership (tenant_id, user_id, role) values (?, ?,"
                                        + " 'owner') on conflict do nothing")
                        .params(tenancy.id(), each.id())
                        .update();
            }
            sql.sql(
                            "insert into role (tenant_id, id, name, permissions,"
                                + " unlimited_visibility) select tenant_id, ?::uuid, 'other',"
                                + " permissions, true from role where tenant_id = ? and name ="
                                + " 'admin' on conflict (tenant_id, id) do update set permissions ="
                                + " excluded.permissions")
                    .params(other, tenancy.id())
                    .update();
            sql.sql("delete from role_user where tenant_id = ?").param(tenancy.id()).update();
            sql.sql(
                            "insert into role_user (tenant_id, role_id, user_id) values (?,"
                                    + " ?::uuid, ?), (?, ?::uuid, ?)")
                    .params(
                            tenancy.id(),
                            admin,
                            tenancy.owner().id(),
                            tenancy.id(),
                            other,
                            second.id())
                    .update();
            sql.sql("update tenant set authority_epoch = authority_epoch + 1 where id = ?")
                    .param(tenancy.id())
                    .update();
        }

        private Answer demote(Person who, Person whom) {
            return who.api()
                    .patch("users/" + whom.id() + "/relationships/roles", links("roles", weak));
        }

        private boolean managed() {
            return tenancy.server()
                    .sql()
                    .sql(
                            "select exists (select from role_user ru join role r on r.tenant_id ="
                                    + " ru.tenant_id and r.id = ru.role_id where ru.tenant_id = ?"
                                    + " and 'MANAGE_ACCOUNT' = any (r.permissions))")
                    .param(tenancy.id())
                    .query(Boolean.class)
                    .single();
        }
    }

    @Test
    void k221IsKeptWhenTwoDemoteThemselvesAtOnce() throws Exception {
        Pair pair = Pair.in(server);
        Person first = pair.tenancy().owner();
        for (int round = 0; round < ROUNDS; round++) {
            pair.restore();

            check(
                    pair,
                    () -> pair.demote(first, first),
                    () -> pair.demote(pair.second(), pair.second()));
        }
    }

    @Test
    void k221IsKeptWhenARoleIsDeletedWhileTheOtherIsGivenUp() throws Exception {
        Pair pair = Pair.in(server);
        Person first = pair.tenancy().owner();
        for (int round = 0; round < ROUNDS; round++) {
            pair.restore();

            check(
                    pair,
                    () -> first.api().delete("roles/" + pair.other()),
                    () -> pair.demote(pair.second(), first));
        }
    }

    @Test
    void k221IsKeptWhenOneIsExpelledWhileTheOthersRoleIsChanged() throws Exception {
        Pair pair = Pair.in(server);
        Person first = pair.tenancy().owner();
        Map<String, Object> change = Map.of("manage_account", false);
        for (int round = 0; round < ROUNDS; round++) {
            pair.restore();
            String membership = membershipOf(pair.tenancy(), first);

            check(
                    pair,
                    () ->
                            pair.second()
                                    .api()
                                    .delete(
                                            "tenants/%s/memberships/%s"
                                                    .formatted(pair.tenancy().id(), membership)),
                    () ->
                            first.api()
                                    .patch(
                                            "roles/" + pair.other(),
                                            document("roles", pair.other(), change)));
        }
    }

    /** What each would do alone takes the manager away together: one of them is refused. */
    private static void check(Pair pair, Callable<Answer> one, Callable<Answer> other)
            throws InterruptedException {
        List<Answer> answers = Tenancy.atOnce(List.of(again(one), again(other)));

        assertThat(answers).filteredOn(answer -> answer.status() < 300).hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> answer.status() >= 300)
                .allSatisfy(answer -> assertThat(answer.status()).isIn(400, 401, 403, 404));
        assertThat(pair.managed()).isTrue();
    }

    @Test
    void isNotLeftAloneByWhoLeaves() {
        Tenancy acme = Tenancy.of(server);
        Person manager = acme.member("MANAGE_ACCOUNT");
        Person secondOwner = acme.secondOwner("MANAGE_SCANS");
        String weak = acme.api().post("roles", document("roles", Map.of("name", "weak"))).id();
        acme.api()
                .patch("users/" + acme.owner().id() + "/relationships/roles", links("roles", weak))
                .expect(204);

        // the only one who manages the account is neither expelled nor lets the others sit
        String path = "tenants/%s/memberships/".formatted(acme.id());
        acme.api().delete(path + membershipOf(acme, manager)).expect(400);
        manager.api().delete(path + membershipOf(acme, manager)).expect(400);
        secondOwner.api().delete(path + membershipOf(acme, secondOwner)).expect(204);

        manager.api().get("roles").expect(200);
    }

    @Test
    void isNobodyWhoCannotSignIn() {
        Tenancy acme = Tenancy.of(server);
        Person manager = acme.member("MANAGE_ACCOUNT");
        String weak = acme.api().post("roles", document("roles", Map.of("name", "weak"))).id();
        String roles = "users/" + acme.owner().id() + "/relationships/roles";
        lock(manager, true);

        acme.api().patch(roles, links("roles", weak)).expect(400);

        lock(manager, false);
        acme.api().patch(roles, links("roles", weak)).expect(204);
    }

    /** Who is left without one holds nobody back. */
    @Test
    void isNotMissedByWhoLeavesWhereThereIsNone() {
        Tenancy acme = Tenancy.of(server);
        Person member = acme.member("MANAGE_SCANS");
        server.sql()
                .sql(
                        "update role set permissions = array_remove(permissions, 'MANAGE_ACCOUNT')"
                                + " where tenant_id = ?")
                .param(acme.id())
                .update();

        member.api()
                .delete(
                        "tenants/%s/memberships/%s"
                                .formatted(acme.id(), membershipOf(acme, member)))
                .expect(204);
    }

    private void lock(Person person, boolean locked) {
        server.sql()
                .sql("update app_user set is_active = not ? where id = ?")
                .params(locked, person.id())
                .update();
    }

    private static String membershipOf(Tenancy tenancy, Person person) {
        return tenancy.server()
                .sql()
                .sql("select id from membership where tenant_id = ? and user_id = ?")
                .params(tenancy.id(), person.id())
                .query(String.class)
                .single();
    }
}
