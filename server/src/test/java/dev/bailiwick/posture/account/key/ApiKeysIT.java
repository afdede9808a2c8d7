package dev.bailiwick.posture.account.key;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

class ApiKeysIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    @Test
    void showsAKeyOnceAndLetsItActAsItsCreatorInItsTenant() {
        Answer made = make(acme.api(), Map.of("name", "ci runner")).expect(201);
        String text = key(made);

        assertThat(text).startsWith(made.at("/data/attributes/prefix").asString() + ".");
        assertThat(acme.api().get("api-keys/" + made.id()).expect(200).body())
                .doesNotContain("\"api_key\"")
                .doesNotContain(text.substring(12));
        assertThat(acme.api().get("api-keys").expect(200).body())
                .doesNotContain(text.substring(12));
        assertThat(Tenancy.idOf(machine(made))).isEqualTo(acme.owner().id());
        assertThat(hashes()).noneMatch(hash -> hash.contains(text.substring(12)));
    }

    @Test
    void lives365DaysUnlessToldOtherwise() {
        Answer made = make(acme.api(), Map.of("name", "default")).expect(201);
        OffsetDateTime expires =
                OffsetDateTime.parse(made.at("/data/attributes/expires_at").asString());

        assertThat(Duration.between(Instant.now(), expires.toInstant()))
                .isBetween(Duration.ofDays(364), Duration.ofDays(366));
        assertThat(
                        make(
                                        acme.api(),
                                        Map.of(
                                                "name",
                                                "past",
                                                "expires_at",
                                                "2020-01-01T00:00:00Z"))
                                .expect(400)
                                .at("/errors/0/source/pointer")
                                .asString())
                .isEqualTo("/data/attributes/expires_at");
    }

    @ParameterizedTest
    @CsvSource({
        "P10Y,           201",
        "P10YT5M,        400",
        "PT1M,           201",
        "PT-1M,          400"
    })
    void endsWithinTenYears(String fromNow, int status) {
        int time = fromNow.indexOf('T');
        OffsetDateTime ends =
                OffsetDateTime.now(ZoneOffset.UTC)
                        .plus(Period.parse(time == 1 ? "P0D" : fromNow.split("T")[0]))
                        .plus(
                                time < 0
                                        ? Duration.ZERO
                                        : Duration.parse("P" + fromNow.substring(time)));
        expiring(ends.toString()).expect(status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-12-31T23:59:59Z",
                "9999-12-31T23:59:59.999999999-18:00",
                "+10000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z",
                "0001-01-01",
                "0000-00-00T00:00:00Z",
                "-1",
                "infinity",
                "never"
            })
    void refusesAnEndThatIsOverOrTooFarAwayOrNone(String ends) {
        Answer refused = expiring(ends).expect(400);

        assertThat(refused.at("/errors/0/source/pointer").asString())
                .isEqualTo("/data/attributes/expires_at");
    }

    private Answer expiring(String ends) {
        return make(acme.api(), Map.of("name", "ends " + UUID.randomUUID(), "expires_at", ends));
    }

    @Test
    void keepsNamesApartInTheTenantOnly() {
        String id = make(acme.api(), Map.of("name", "deploy")).expect(201).id();
        make(acme.api(), Map.of("name", "backup")).expect(201);

        make(acme.api(), Map.of("name", "deploy")).expect(400);
        make(acme.api(), Map.of("name", "ab")).expect(400);
        rename(acme.api(), id, "backup").expect(400);
        rename(acme.api(), id, "deploy").expect(200);
        make(Tenancy.of(server).api(), Map.of("name", "deploy")).expect(201);
    }

    @Test
    void diesWhenItIsRevokedAndCanBeRevokedOnce() {
        Answer made = make(acme.api(), Map.of("name", "short-lived")).expect(201);

        Answer revoked = acme.api().delete("api-keys/" + made.id() + "/revoke").expect(200);

        assertThat(revoked.at("/data/attributes/revoked").asBoolean()).isTrue();
        machine(made).get("users/me").expect(401);
        acme.api().delete("api-keys/" + made.id() + "/revoke").expect(400);
        acme.api().delete("api-keys/" + made.id()).expect(405);
    }

    /** One that leaked is revoked, and leaves none behind. */
    @Test
    void makesNoOther() {
        Api machine = machine(make(acme.api(), Map.of("name", "leaked")).expect(201));

        make(machine, Map.of("name", "heir")).expect(403);

        assertThat(acme.api().get("api-keys").expect(200).ids()).hasSize(1);
    }

    @Test
    void diesWhenItExpires() {
        Answer made = make(acme.api(), Map.of("name", "expiring")).expect(201);
        machine(made).get("users/me").expect(200);

        server.sql()
                .sql("update api_key set expires_at = now() where id = ?")
                .param(UUID.fromString(made.id()))
                .update();

        machine(made).get("users/me").expect(401);
    }

    @Test
    void diesWithTheMembershipOfItsCreator() {
        Person member = acme.member("MANAGE_ACCOUNT");
        Answer made = make(member.api(), Map.of("name", "of a member")).expect(201);
        Api machine = machine(made);
        machine.get("users/me").expect(200);

        String membership = membershipOf(member);
        acme.api().delete("tenants/" + acme.id() + "/memberships/" + membership).expect(204);

        machine.get("users/me").expect(401);
        Answer seen = acme.api().get("api-keys/" + made.id()).expect(200);
        assertThat(seen.at("/data/attributes/revoked").asBoolean()).isTrue();
    }

    /** It acts as its creator: who could take no role from them takes no key either. */
    @Test
    void isRenamedAndRevokedByWhoHoldsAllThatItsCreatorHolds() {
        Person manager = acme.member("MANAGE_ACCOUNT");
        Person equal = acme.member("MANAGE_ACCOUNT");
        String owners = make(acme.api(), Map.of("name", "of the owner")).expect(201).id();
        String own = make(manager.api(), Map.of("name", "of the manager")).expect(201).id();

        rename(manager.api(), owners, "taken").expect(403);
        manager.api().delete("api-keys/" + owners + "/revoke").expect(403);
        rename(equal.api(), own, "renamed").expect(200);
        acme.api().delete("api-keys/" + own + "/revoke").expect(200);
        acme.api().delete("api-keys/" + owners + "/revoke").expect(200);
    }

    /** Whatever SQL of the app role asks: who has a hash has all of a key but its text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select secret_hash from api_key",
                "select k from api_key k",
                "select password_hash from app_user",
                "select u from app_user u"
            })
    void hashesAreNotRead(String statement) {
        var _ = make(acme.api(), Map.of("name", "hidden")).expect(201);

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(
                        () ->
                                acme.inTransaction(
                                        () ->
                                                server.bean(JdbcClient.class)
                                                        .sql(statement)
                                                        .query()
                                                        .listOfRows()))
                .withStackTraceContaining("permission denied");
    }

    @Test
    void refusesKeysThatAreCutMixedOrMadeUp() {
        String one = key(make(acme.api(), Map.of("name", "one")).expect(201));
        String two = key(make(acme.api(), Map.of("name", "two")).expect(201));
        String foreign = key(make(Tenancy.of(server).api(), Map.of("name", "three")).expect(201));

        for (String bad :
                List.of(
                        one.substring(0, one.length() - 1),
                        one + "x",
                        one.substring(0, 12) + two.substring(12),
                        foreign.substring(0, 12) + one.substring(12),
                        "pk_22222222." + one.substring(12),
                        one.replace(".", ""))) {
            server.api().withKey(bad).get("users/me").expect(401);
        }
    }

    @Test
    void staysInItsTenantAlsoWhereItsCreatorHasSeveral() {
        String second =
                acme.api()
                        .post("tenants", document("tenants", Map.of("name", "Second")))
                        .expect(201)
                        .id();
        Api machine = machine(make(acme.api(), Map.of("name", "bound")).expect(201));

        assertThat(machine.get("tenants").expect(200).ids()).containsExactly(acme.id().toString());
        machine.get("tenants/" + second).expect(404);
        machine.get("tenants/" + second + "/memberships").expect(404);
        machine.delete("tenants/" + second).expect(404);
        machine.post("tokens/switch", document("tokens-switch-tenant", Map.of("tenant_id", second)))
                .expect(403);
        assertThat(machine.get("users/me").at("/data/relationships/memberships/data")).hasSize(1);
    }

    @Test
    void isNobodysBusinessInAnotherTenant() {
        Answer made = make(acme.api(), Map.of("name", "mine")).expect(201);
        Api stranger = Tenancy.of(server).api();

        stranger.get("api-keys/" + made.id()).expect(404);
        rename(stranger, made.id(), "stolen").expect(404);
        stranger.delete("api-keys/" + made.id() + "/revoke").expect(404);
        assertThat(stranger.get("api-keys").expect(200).ids()).isEmpty();
        machine(made).get("users/me").expect(200);
    }

    @Test
    void needsThePermissionToManageTheAccount() {
        Person member = acme.member("MANAGE_USERS");

        member.api().get("api-keys").expect(403);
        make(member.api(), Map.of("name", "sneaked in")).expect(403);
    }

    @Test
    void writesItsUseDownSoonAndOnceForAllRequests() {
        Answer made = make(acme.api(), Map.of("name", "used")).expect(201);
        assertThat(made.at("/data/attributes/last_used_at").isNull()).isTrue();
        Api machine = machine(made);

        for (int i = 0; i < 5; i++) {
            machine.get("users/me").expect(200);
        }

        Eventually.holds(() -> !lastUsed(made.id()).isEmpty());
        String first = lastUsed(made.id());
        machine.get("users/me").expect(200);
        assertThat(OffsetDateTime.parse(first).toInstant())
                .isAfter(Instant.now().minusSeconds(300));
    }

    @Test
    void findsKeysByWhatTheyAreAndIncludesTheirCreator() {
        Answer made = make(acme.api(), Map.of("name", "Nightly build")).expect(201);
        String prefix = made.at("/data/attributes/prefix").asString();

        assertThat(ids("filter[name]=Nightly build")).containsExactly(made.id());
        assertThat(ids("filter[name__icontains]=NIGHTLY")).containsExactly(made.id());
        assertThat(ids("filter[prefix]=" + prefix)).containsExactly(made.id());
        assertThat(ids("filter[revoked]=true")).isEmpty();
        assertThat(ids("filter[expires_at__lte]=2001-01-01")).isEmpty();
        Answer list = acme.api().get("api-keys?include=entity,entity.roles").expect(200);
        assertThat(list.at("/included").valueStream().map(item -> item.get("type").asString()))
                .containsExactlyInAnyOrder("users", "roles");
    }

    private List<String> ids(String query) {
        return acme.api().get("api-keys?" + query).expect(200).ids();
    }

    private String lastUsed(String id) {
        var at = acme.api().get("api-keys/" + id).expect(200).at("/data/attributes/last_used_at");
        return at.isNull() ? "" : at.asString();
    }

    private List<String> hashes() {
        return server.sql()
                .sql("select encode(secret_hash, 'escape') from api_key")
                .query((row, n) -> Objects.requireNonNull(row.getString(1)))
                .list();
    }

    private String membershipOf(Person member) {
        return acme.api()
                .get("tenants/" + acme.id() + "/memberships?filter[user]=" + member.id())
                .expect(200)
                .ids()
                .getFirst();
    }

    private Api machine(Answer made) {
        return server.api().withKey(key(made));
    }

    private static String key(Answer made) {
        return made.at("/data/attributes/api_key").asString();
    }

    private static Answer make(Api who, Map<String, ?> attributes) {
        return who.post("api-keys", document("api-keys", attributes));
    }

    private static Answer rename(Api who, String id, String name) {
        return who.patch("api-keys/" + id, document("api-keys", id, Map.of("name", name)));
    }
}
