package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was refused gets into the record, which is shown to who manages the account and ends. */
class AuditLogIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    private static Answer makeRole(Api who, String permission) {
        Map<String, Object> role = Map.of("name", "role " + System.nanoTime(), permission, true);
        return who.post("roles", document("roles", role));
    }

    /** Principal, rule and number of each. */
    private List<String> refusals(Tenancy tenancy) {
        server.bean(RefusalSums.class).flushAll();
        Map<String, Long> sums = new TreeMap<>();
        tenancy
                .api()
                .get("audit-log?filter[kind]=refused&page[size]=100")
                .expect(200)
                .items()
                .stream()
                .map(item -> item.get("attributes"))
                .forEach(
                        entry ->
                                sums.merge(
                                        entry.get("principal_id").asString()
                                                + " "
                                                + entry.get("what").asString(),
                                        entry.get("count").asLong(),
                                        Long::sum));
        return sums.entrySet().stream().map(sum -> sum.getKey() + " " + sum.getValue()).toList();
    }

    @Test
    void whatIsRefusedIsOnRecordByItsRule() {
        Person nobody = acme.member();
        Person manager = acme.member("MANAGE_ACCOUNT");
        makeRole(nobody.api(), "manage_scans").expect(403);
        makeRole(nobody.api(), "manage_scans").expect(403);
        makeRole(manager.api(), "manage_scans").expect(403);
        nobody.api().get("tenants/" + zeta.id() + "/memberships").expect(404);
        nobody.api().get("users").expect(403);

        assertThat(refusals(acme))
                .containsExactlyInAnyOrder(
                        nobody.id() + " permission:MANAGE_ACCOUNT 2",
                        nobody.id() + " permission:MANAGE_USERS 1",
                        manager.id() + " rank 1");
        assertThat(refusals(zeta)).containsExactly(nobody.id() + " not-member 1");
    }

    /** Who is one of it is no stranger because it is suspended. */
    @Test
    void aMemberOfASuspendedTenantIsRefusedAsThat() {
        Person member = acme.member();
        Api elsewhere = server.api().signIn(member.email());
        zeta.admit(member, "member");
        server.sql()
                .sql("update tenant set status = 'suspended' where id = ?")
                .param(zeta.id())
                .update();

        assertThat(elsewhere.get("tenants/" + zeta.id() + "/memberships").expect(403).body())
                .contains("This tenant is not active.");

        server.sql()
                .sql("update tenant set status = 'active' where id = ?")
                .param(zeta.id())
                .update();
        assertThat(refusals(zeta)).containsExactly(member.id() + " suspended 1");
    }

    @Test
    void ofNobodyAreOnlyCounted() {
        RefusalSums refusals = server.bean(RefusalSums.class);
        long before = refusals.counts().anonymous();
        server.api().get("roles").expect(401);

        assertThat(refusals.counts().anonymous()).isGreaterThan(before);
    }

    @Test
    void isShownByTimeToWhoManagesTheAccountOfThatTenantAlone() {
        acme.api().post("api-keys", document("api-keys", Map.of("name", "one"))).expect(201);
        String since = Instant.now().minus(Duration.ofHours(1)).toString();

        Answer first = acme.api().get("audit-log?page[size]=1&sort=at").expect(200);
        assertThat(first.items().getFirst().at("/attributes/what").asString())
                .isEqualTo("tenant.founded");
        assertThat(first.at("/meta/pagination/count").asInt()).isEqualTo(2);
        assertThat(acme.api().get("audit-log?filter[at__gte]=" + since).expect(200).items())
                .hasSize(2);
        assertThat(acme.api().get("audit-log?filter[at__lte]=" + since).expect(200).items())
                .isEmpty();
        assertThat(acme.api().get("audit-log?filter[what]=key.made").expect(200).items())
                .singleElement()
                .satisfies(
                        entry ->
                                assertThat(entry.at("/attributes/details/name").asString())
                                        .isEqualTo("one"));
        assertThat(zeta.api().get("audit-log").expect(200).body())
                .doesNotContain(acme.id().toString(), acme.owner().id().toString());
        acme.member("MANAGE_USERS", "MANAGE_PROVIDERS").api().get("audit-log").expect(403);
        acme.api().post("audit-log", document("audit-entries", Map.of())).expect(405);
    }

    @Test
    void tellsOfGroupsToWhoSeesAllProvidersAlone() {
        String provider =
                acme.api()
                        .post(
                                "providers",
                                document(
                                        "providers",
                                        Map.of("provider", "gcp", "uid", "harbour-31")))
                        .expect(201)
                        .id();
        Map<String, Object> links = Map.of("providers", links("providers", provider));
        String group =
                acme.api()
                        .post(
                                "provider-groups",
                                document("provider-groups", Map.of("name", "hidden"), links))
                        .expect(201)
                        .id();
        String role = makeRole(acme.api(), "manage_scans").expect(201).id();
        acme.api()
                .post(
                        "roles/" + role + "/relationships/provider_groups",
                        links("provider-groups", group))
                .expect(204);
        Person limited = acme.member("MANAGE_ACCOUNT");
        acme.limit(limited);

        assertThat(acme.api().get("audit-log").expect(200).body()).contains(group, provider);
        Answer told = limited.api().get("audit-log").expect(200);
        assertThat(told.body()).doesNotContain(group, provider).contains(role, "group.made");
        assertThat(limited.api().get("audit-log?filter[object]=" + group).expect(200).items())
                .isEmpty();
        assertThat(acme.api().get("audit-log?filter[object]=" + group).expect(200).items())
                .hasSize(1);
    }

    @Test
    void endsAfterAYearWhichIsOnRecordItself() {
        String insert =
                "insert into audit_entry (tenant_id, at, kind, what) values (?, now() - ? *"
                        + " interval '1 day', 'changed', ?)";
        server.sql().sql(insert).params(acme.id(), 366, "old").update();
        server.sql().sql(insert).params(acme.id(), 364, "young").update();

        server.keepHouse("audit-retention");

        assertThat(
                        server.sql()
                                .sql("select what from audit_entry where tenant_id = ? order by at")
                                .param(acme.id())
                                .query((row, n) -> String.valueOf(row.getString(1)))
                                .list())
                .containsExactly("young", "tenant.founded");
        assertThat(
                        server.sql()
                                .sql(
                                        "select distinct event from maintenance_audit where role ="
                                            + " 'bailiwick_maint' and reason like 'Remove audit%'")
                                .query((row, n) -> String.valueOf(row.getString(1)))
                                .list())
                .containsExactlyInAnyOrder("begins", "ends");
    }
}
