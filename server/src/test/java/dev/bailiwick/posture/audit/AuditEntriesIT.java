package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

/** What changes authority stands in the record, whichever way it came about. */
class AuditEntriesIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    /** Without what other tests ask for. */
    private List<String> entries(String columns) {
        return entries(columns, "true");
    }

    private List<String> entries(String columns, String which) {
        return server.sql()
                .sql(
                        "select %s from audit_entry where tenant_id = ? and %s order by at, id"
                                .formatted(columns, which))
                .param(acme.id())
                .query((row, n) -> String.valueOf(row.getString(1)))
                .list();
    }

    private void raw(String statement) {
        acme.inTransaction(
                () ->
                        server.bean(JdbcClient.class)
                                .sql(statement)
                                .query((row, n) -> n)
                                .list()
                                .size());
    }

    @Test
    void aTenantBeginsItsRecordWithItsFounding() {
        assertThat(entries("concat_ws(' ', principal_id, kind, what, object)"))
                .containsExactly(
                        "%s changed tenant.founded %s".formatted(acme.owner().id(), acme.id()));
    }

    /** Every tenant of somebody shows the name, and each is told that it is another. */
    @Test
    void aNameThatSomebodyElseWritesIsOnRecordInAllTenantsOfTheUser() {
        Person member = acme.member();
        Person keeper = acme.member("MANAGE_USERS");
        Map<String, Object> name = Map.of("name", "Support, call 555");

        keeper.api()
                .patch("users/" + member.id(), document("users", member.id().toString(), name))
                .expect(200);

        String told =
                "user.names %s {\"name\": \"Support, call 555\", \"before\": \"Ada\","
                        + " \"company_name\": \"\"}";
        assertThat(entries("concat_ws(' ', principal_id, what, object, details::text)"))
                .contains(keeper.id() + " " + told.formatted(member.id()));
        assertThat(
                        server.sql()
                                .sql(
                                        "select concat_ws(' ', principal_id, what, object,"
                                                + " details::text) from audit_entry where what ="
                                                + " 'user.names' and object = ? and tenant_id <> ?")
                                .params(member.id().toString(), acme.id())
                                .query(String.class)
                                .list())
                .as("in the member's own tenant, which is not told who is in acme")
                .containsExactly(told.formatted(member.id()));
    }

    @Test
    void onesOwnNamesAreOnRecordToAndFroAndNotWithoutEnd() {
        Person member = acme.member();
        for (String name : List.of("Support", "Ada", "Support", "Ada")) {
            rename(member, name);
        }
        assertThat(names(member))
                .containsExactly("Ada Support", "Support Ada", "Ada Support", "Support Ada");

        IntStream.range(0, 20).forEach(n -> rename(member, "Ada " + n));
        assertThat(names(member)).hasSizeLessThanOrEqualTo(20).contains("more");
    }

    private static void rename(Person member, String name) {
        String id = member.id().toString();
        member.api().patch("users/" + id, document("users", id, Map.of("name", name))).expect(200);
    }

    /** In the order in which they were written: the time of each transaction's beginning. */
    private List<String> names(Person member) {
        return entries(
                "case when details ->> 'more' is not null then 'more' else concat_ws(' ', details"
                        + " ->> 'before', details ->> 'name') end",
                "what = 'user.names' and object = '" + member.id() + "'");
    }

    @Test
    void keysAreOnRecordWithoutTheirSecret() {
        var made = acme.api().post("api-keys", document("api-keys", Map.of("name", "runner")));
        String id = made.expect(201).id();
        String secret = made.at("/data/attributes/api_key").asString();
        acme.api()
                .patch("api-keys/" + id, document("api-keys", id, Map.of("name", "robot")))
                .expect(200);
        acme.api().delete("api-keys/" + id + "/revoke").expect(200);

        assertThat(entries("concat_ws(' ', principal_id, what, object, details ->> 'name')"))
                .contains(
                        "%s key.made %s runner".formatted(acme.owner().id(), id),
                        "%s key.renamed %s robot".formatted(acme.owner().id(), id),
                        "%s key.revoked %s robot".formatted(acme.owner().id(), id));
        assertThat(entries("audit_entry::text"))
                .noneMatch(entry -> entry.contains(secret.substring(12)));
    }

    @Test
    void aNewPasswordAndANewNameOfTheTenantAreOnRecord() {
        String user = acme.owner().id().toString();
        acme.api()
                .patch(
                        "users/" + user,
                        document("users", user, Map.of("password", "Another-horse-battery-7")))
                .expect(200);
        Map<String, Object> credentials =
                Map.of(
                        "email",
                        acme.owner().email(),
                        "password",
                        "Another-horse-battery-7",
                        "tenant_id",
                        acme.id().toString());
        String token =
                server.api()
                        .post("tokens", document("tokens", credentials))
                        .expect(200)
                        .at("/data/attributes/access")
                        .asString();
        server.api()
                .withToken(token)
                .patch(
                        "tenants/" + acme.id(),
                        document("tenants", acme.id().toString(), Map.of("name", "Renamed")))
                .expect(200);

        assertThat(entries("concat_ws(' ', what, object, details::text)"))
                .contains(
                        "user.credentials %s {\"email\": false, \"active\": true, \"password\": true}"
                                .formatted(user),
                        "tenant.renamed %s {\"name\": \"Renamed\", \"status\": \"active\"}"
                                .formatted(acme.id()));
    }

    @Test
    void anAccountThatIsLockedIsOnRecordInEachOfItsTenantsAndNotByWhom() {
        Person member = acme.member();
        server.sql()
                .sql("update app_user set is_active = false where id = ?")
                .param(member.id())
                .update();

        assertThat(entries("concat_ws(' ', coalesce(principal_id::text, '-'), what, object)"))
                .contains("- user.credentials " + member.id());
    }

    @Test
    void whoChangesThePasswordOfAnotherIsOnRecord() {
        Person member = acme.member();
        server.sql()
                .sql("delete from membership where user_id = ? and tenant_id <> ?")
                .params(member.id(), acme.id())
                .update();
        acme.api()
                .patch(
                        "users/" + member.id(),
                        document(
                                "users",
                                member.id().toString(),
                                Map.of("password", "Another-horse-battery-7")))
                .expect(200);

        assertThat(entries("concat_ws(' ', principal_id, what, object)"))
                .containsOnlyOnce(
                        "%s user.credentials %s".formatted(acme.owner().id(), member.id()));
        assertThat(entries("what || object")).containsOnlyOnce("user.credentials" + member.id());
    }

    @Test
    void whatGoesWithAMembershipIsOnRecord() {
        Person member = acme.member("MANAGE_ACCOUNT");
        String key =
                member.api()
                        .post("api-keys", document("api-keys", Map.of("name", "theirs")))
                        .expect(201)
                        .id();
        String membership =
                server.sql()
                        .sql("select id from membership where tenant_id = ? and user_id = ?")
                        .params(acme.id(), member.id())
                        .query(String.class)
                        .single();
        acme.api().delete("tenants/" + acme.id() + "/memberships/" + membership).expect(204);

        assertThat(entries("concat_ws(' ', principal_id, what, object)"))
                .contains(
                        "%s key.revoked %s".formatted(acme.owner().id(), key),
                        "%s membership.ended %s".formatted(acme.owner().id(), member.id()));
        assertThat(entries("what")).contains("role.removed");
    }

    @Test
    void noSqlOfTheAppRoleMakesAKeyForSomebodyElseOrWithoutThePermission() {
        raw("select make_key('mine', 'pk_2222222" + digit() + "', sha256(''), 'infinity')");
        assertThat(entries("details ->> 'of'")).contains(acme.owner().id().toString());

        server.sql()
                .sql("update role set permissions = '{}' where tenant_id = ?")
                .param(acme.id())
                .update();
        for (String statement :
                List.of(
                        "select outcome from make_key('more', 'pk_33333333', sha256(''),"
                                + " 'infinity')",
                        "select rename_key('%s', 'other')".formatted(UUID.randomUUID()),
                        "select revoke_key('%s')".formatted(UUID.randomUUID()))) {
            assertThat(
                            acme.inTransaction(
                                    () ->
                                            server.bean(JdbcClient.class)
                                                    .sql(statement)
                                                    .query(String.class)
                                                    .single()))
                    .as(statement)
                    .isEqualTo("forbidden");
        }
        assertThat(entries("details ->> 'name'")).contains("mine").doesNotContain("more", "other");
    }

    private static char digit() {
        return "23456789".charAt((int) (System.nanoTime() % 8));
    }

    @Test
    void whatTheAppRoleLogsIsARefusalOfItsOwnWithinTheHour() {
        raw("select log_refused('2001-01-01', '{rank}', '{3}')");

        assertThat(
                        entries(
                                "concat_ws(' ', principal_id, kind, what, count, at > now() -"
                                        + " interval '62 minutes')"))
                .contains("%s refused rank 3 t".formatted(acme.owner().id()));
        assertThatThrownBy(() -> raw("select log_refused(now(), array[repeat('x', 201)], '{1}')"))
                .hasMessageContaining("audit_entry_is_small");
    }

    @Test
    void whatTheAppRoleLogsIsBounded() {
        String minute = Instant.now().minus(Duration.ofMinutes(30)).toString();
        for (int n = 0; n < 3; n++) {
            raw(
                    "select log_refused('%s', array_fill('rank'::text, array[1000]),"
                                    .formatted(minute)
                            + " array_fill(9223372036854775807, array[1000]))");
        }
        assertThat(
                        entries("concat_ws(' ', what, count)").stream()
                                .filter("rank 1000000000"::equals))
                .hasSize(1000);

        Scopes.run(
                Visibility.all().within(Scope.Tenant.of(new TenantId(acme.id()))),
                () ->
                        server.bean(JdbcClient.class)
                                .sql("select log_refused(now(), '{nobody}', '{1}')")
                                .query((row, n) -> n)
                                .list());
        assertThat(entries("what")).doesNotContain("nobody");
    }

    @Test
    void nobodyChangesAnEntryMaintenanceNeither() {
        for (String table : List.of("audit_entry", "maintenance_audit")) {
            assertThatThrownBy(
                            () ->
                                    server.sql()
                                            .sql("update %s set at = now()".formatted(table))
                                            .update())
                    .rootCause()
                    .hasMessageContaining("entries of " + table + " are never changed");
        }
    }

    @Test
    void anAddressThatIsChangedToAndFroIsOnRecordOnceAMinute() {
        for (int n = 0; n < 20; n++) {
            String email = n % 2 == 0 ? Tenancy.email() : acme.owner().email();
            acme.inTransaction(
                    () ->
                            server.bean(JdbcClient.class)
                                    .sql(
                                            "update app_user set email = ? where id ="
                                                    + " bailiwick.principal()")
                                    .param(email)
                                    .update());
        }

        assertThat(entries("what").stream().filter("user.credentials"::equals))
                .hasSizeBetween(1, 2);
    }

    @Test
    void anInvitationThatFallsWithItsRoleIsOnRecord() {
        String role =
                acme.api()
                        .post("roles", document("roles", Map.of("name", "passing")))
                        .expect(201)
                        .id();
        String invitation =
                acme.api()
                        .post(
                                "tenants/invitations",
                                document(
                                        "invitations",
                                        Map.of("email", Tenancy.email()),
                                        Map.of("roles", links("roles", role))))
                        .expect(201)
                        .id();
        acme.api().delete("roles/" + role).expect(204);

        assertThat(entries("concat_ws(' ', what, object, details ->> 'because')"))
                .contains("invitation.revoked " + invitation + " role");
    }

    @Test
    void ofAListThatIsTooLongTheNumberIsKept() {
        String role = acme.api().get("roles").expect(200).ids().getFirst();
        UUID[] many = new UUID[2_000];
        Arrays.setAll(many, n -> UUID.randomUUID());
        server.sql()
                .sql(
                        "insert into provider_group (tenant_id, id, name) select ?, g, g::text from"
                                + " unnest(?) g")
                .params(acme.id(), many)
                .update();
        acme.inTransaction(
                () ->
                        server.bean(JdbcClient.class)
                                .sql("select outcome from make_role('many', '{}', false, ?)")
                                .param(many)
                                .query(String.class)
                                .single());

        assertThat(role).isNotBlank();
        assertThat(entries("what || ' ' || (details ->> 'groups')")).contains("role.made 2000");
    }
}
