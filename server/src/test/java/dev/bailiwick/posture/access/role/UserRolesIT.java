package dev.bailiwick.posture.access.role;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;

class UserRolesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final String admin = acme.api().get("roles").expect(200).ids().getFirst();

    @Test
    void areAddedReplacedAndTakenAway() {
        Person member = acme.member("MANAGE_SCANS");
        String first = rolesOf(member).getFirst();
        String second = role("Second", "manage_users");

        acme.api().post(path(member), links("roles", second)).expect(204);
        acme.api().post(path(member), links("roles", second)).expect(400);
        assertThat(rolesOf(member)).containsExactlyInAnyOrder(first, second);
        member.api().get("users").expect(200);
        acme.api().patch(path(member), links("roles", first)).expect(204);
        assertThat(rolesOf(member)).containsExactly(first);
        member.api().get("users").expect(403);
        acme.api().post(path(member), links("roles", second)).expect(204);
        acme.api().delete(path(member), links("roles", first)).expect(204);
        assertThat(rolesOf(member)).containsExactly(second);
        acme.api().delete(path(member)).expect(204);
        assertThat(rolesOf(member)).isEmpty();
    }

    @Test
    void areShownWithWhoElseHoldsThemToWhoManagesTheAccount() {
        String crew = role("crew", "manage_scans");
        Person member = acme.member();
        Person other = acme.member();
        acme.api().patch(path(member), links("roles", crew)).expect(204);
        acme.api().patch(path(other), links("roles", crew)).expect(204);
        acme.api()
                .post(
                        "tenants/invitations",
                        document(
                                "invitations",
                                Map.of("email", Tenancy.email()),
                                Map.of("roles", links("roles", crew))))
                .expect(201);

        Answer own = member.api().get("users/me?include=roles").expect(200);
        Answer byManager = acme.api().get("roles/" + crew).expect(200);

        assertThat(own.at("/included/0/attributes/manage_scans").asBoolean()).isTrue();
        assertThat(own.at("/included/0/relationships/users/data")).hasSize(1);
        assertThat(own.at("/included/0/relationships/invitations/data")).isEmpty();
        assertThat(own.body()).contains(member.id().toString());
        assertThat(own.body()).doesNotContain(other.id().toString());
        assertThat(byManager.at("/data/relationships/users/data")).hasSize(2);
        assertThat(byManager.at("/data/relationships/invitations/data")).hasSize(1);
    }

    @Test
    void stayAsTheyAreWhereADocumentNamesNothing() {
        Person member = acme.member("MANAGE_SCANS");
        List<String> before = rolesOf(member);

        for (Object senseless :
                List.of(
                        Map.of("data", "word"),
                        Map.of("data", List.of("word")),
                        links("roles", UUID.randomUUID().toString()))) {
            acme.api().post(path(member), senseless).expect(204);
            acme.api().patch(path(member), senseless).expect(204);
            acme.api().delete(path(member), senseless).expect(204);
        }

        assertThat(rolesOf(member)).isEqualTo(before);
        acme.api().patch(path(member), links("roles")).expect(204);
        assertThat(rolesOf(member)).isEmpty();
    }

    @Test
    void areThoseOfMembersOfTheTenantAlone() {
        Tenancy zeta = Tenancy.of(server);

        acme.api().post(path(zeta.owner()), links("roles", admin)).expect(404);
        acme.api().patch(path(zeta.owner()), links("roles", admin)).expect(404);
        acme.api().delete(path(zeta.owner())).expect(404);
        String foreign = zeta.api().get("roles").ids().getFirst();
        Person member = acme.member();
        acme.api().post(path(member), links("roles", foreign)).expect(204);

        assertThat(rolesOf(member)).doesNotContain(foreign);
        zeta.api().get("roles").expect(200);
    }

    @Test
    void askForThePermission() {
        Person member = acme.member("MANAGE_USERS", "MANAGE_PROVIDERS");
        Map<String, Object> senseless = Map.of("data", Map.of());

        member.api().post(path(member), senseless).expect(403);
        member.api().patch(path(member), senseless).expect(403);
        member.api().delete(path(member)).expect(403);
        acme.api().patch(path(member), senseless).expect(400);
    }

    @Test
    void riseNoHigherThanThoseOfWhoGivesThem() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        Person strong = acme.member("MANAGE_USERS");
        String users = rolesOf(strong).getFirst();
        String account = rolesOf(manager).getFirst();

        manager.api().post(path(manager), links("roles", admin)).expect(403);
        manager.api().post(path(manager), links("roles", users)).expect(403);
        manager.api().patch(path(manager), links("roles", account, users)).expect(403);
        manager.api().post(path(strong), links("roles", admin)).expect(403);
        manager.api().delete(path(strong)).expect(403);
        manager.api().patch(path(strong), links("roles", account)).expect(403);
        assertThat(rolesOf(strong)).containsExactly(users);
        assertThat(rolesOf(manager)).containsExactly(account);

        manager.api().post(path(strong), links("roles", account)).expect(204);
        manager.api().delete(path(strong), links("roles", account)).expect(204);
    }

    @Test
    void areNotTakenAwayByOneself() {
        Person manager = acme.member("MANAGE_ACCOUNT");

        manager.api().delete(path(manager)).expect(403);
        acme.api().delete(path(acme.owner())).expect(403);

        manager.api().get("roles").expect(200);
    }

    @Test
    void leaveSomebodyWhoManagesTheAccount() {
        String weak = role("Weak", "manage_users");

        acme.api().patch(path(acme.owner()), links("roles", weak)).expect(400);
        acme.api().patch(path(acme.owner()), links("roles")).expect(400);
        assertThat(rolesOf(acme.owner())).containsExactly(admin);

        acme.member("MANAGE_ACCOUNT");
        acme.api().patch(path(acme.owner()), links("roles", weak)).expect(204);
        acme.api().get("roles").expect(403);
    }

    @Test
    void giveAnOwnerTheRoleAdminBack() {
        Person manager = acme.member("MANAGE_ACCOUNT", "MANAGE_USERS");
        String weak = role("Weak", "manage_users");
        acme.api().patch(path(acme.owner()), links("roles", weak)).expect(204);
        acme.api().post(path(acme.owner()), links("roles", admin)).expect(403);
        acme.api().patch(path(manager), links("roles", weak)).expect(403);

        acme.api().patch(path(acme.owner()), links("roles", weak)).expect(403);
        acme.api().patch(path(acme.owner()), links("roles", admin)).expect(204);

        assertThat(rolesOf(acme.owner())).containsExactly(admin);
        manager.api().patch(path(manager), links("roles", admin)).expect(403);
    }

    /** A role that raw SQL in the app role's hands cannot reach. */
    @Test
    void areBeyondTheReachOfTheAppRolesOwnStatements() {
        for (String statement :
                List.of(
                        "insert into role_user (role_id, user_id) select id, bailiwick.principal()"
                                + " from role",
                        "update role set permissions = '{MANAGE_ACCOUNT}'",
                        "delete from role_user",
                        "select posture.authority_changed(bailiwick.tenant(), null, 'x',"
                                + " bailiwick.tenant(), '{}')",
                        "update tenant set authority_epoch = 0")) {
            assertThat(refusal(statement)).as(statement).isEqualTo("42501");
        }
    }

    private String refusal(String statement) {
        return acme.inTransaction(
                () -> {
                    try {
                        var sql = server.bean(JdbcClient.class).sql(statement);
                        return statement.startsWith("select")
                                ? sql.query().singleRow().toString()
                                : sql.update() + " rows";
                    } catch (DataAccessException e) {
                        return e.getMostSpecificCause() instanceof SQLException fault
                                ? fault.getSQLState()
                                : e.toString();
                    }
                });
    }

    private String role(String name, String flag) {
        return acme.api()
                .post("roles", document("roles", Map.of("name", name, flag, true)))
                .expect(201)
                .id();
    }

    private static String path(Person person) {
        return "users/" + person.id() + "/relationships/roles";
    }

    private List<String> rolesOf(Person person) {
        Answer me = person.api().get("users/me").expect(200);
        return me.at("/data/relationships/roles/data")
                .valueStream()
                .map(link -> link.get("id").asString())
                .toList();
    }
}
