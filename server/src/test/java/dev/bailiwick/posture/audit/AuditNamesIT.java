package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Entries of the record say who and what they are about, also of what is gone. */
final class AuditNamesIT {

    private static final JsonMapper JSON = new JsonMapper();

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);

    private String made(String type, Map<String, Object> attributes, Map<String, Object> links) {
        return acme.api().post(type, document(type, attributes, links)).expect(201).id();
    }

    /** Of the newest entry of that kind. */
    private static JsonNode entry(Api reader, String what) {
        return reader.get("audit-log?page[size]=1&filter[what]=" + what)
                .expect(200)
                .items()
                .getFirst()
                .get("attributes");
    }

    private static Map<String, String> names(Api reader, String what) {
        return names(entry(reader, what));
    }

    private static Map<String, String> names(JsonNode entry) {
        Map<String, String> names = new HashMap<>();
        entry.at("/details/names")
                .properties()
                .forEach(name -> names.put(name.getKey(), name.getValue().asString()));
        return names;
    }

    private String membershipOf(Person member) {
        return server.sql()
                .sql("select id from membership where tenant_id = ? and user_id = ?")
                .params(acme.id(), member.id())
                .query(String.class)
                .single();
    }

    private void end(Person member) {
        acme.api()
                .delete("tenants/%s/memberships/%s".formatted(acme.id(), membershipOf(member)))
                .expect(204);
    }

    @Test
    void rolesGroupsAndProvidersAreNamedAsTheyWereAlsoWhenTheyAreGone() {
        String provider =
                made("providers", Map.of("provider", "gcp", "uid", "harbour-44"), Map.of());
        String role = made("roles", Map.of("name", "night shift"), Map.of());
        String group =
                made(
                        "provider-groups",
                        Map.of("name", "quays"),
                        Map.of(
                                "providers", links("providers", provider),
                                "roles", links("roles", role)));
        acme.api()
                .patch(
                        "provider-groups/" + group,
                        document("provider-groups", group, Map.of("name", "piers")))
                .expect(200);
        acme.api().delete("provider-groups/" + group).expect(204);
        acme.api().delete("roles/" + role).expect(204);

        String owner = acme.owner().id().toString();
        String email = acme.owner().email();
        assertThat(names(acme.api(), "group.made"))
                .isEqualTo(
                        Map.of(
                                owner,
                                email,
                                group,
                                "quays",
                                role,
                                "night shift",
                                provider,
                                "gcp harbour-44"));
        assertThat(names(acme.api(), "group.changed")).containsEntry(group, "piers");
        assertThat(names(acme.api(), "group.removed"))
                .isEqualTo(Map.of(owner, email, group, "piers"));
        assertThat(names(acme.api(), "role.removed"))
                .isEqualTo(Map.of(owner, email, role, "night shift"));
    }

    @Test
    void invitationsKeysAndTheTenantAreNamed() {
        String role = acme.api().get("roles").expect(200).ids().getFirst();
        String address = Tenancy.email();
        String invitation =
                acme.api()
                        .post(
                                "tenants/invitations",
                                document(
                                        "invitations",
                                        Map.of("email", address),
                                        Map.of("roles", links("roles", role))))
                        .expect(201)
                        .id();
        String key = made("api-keys", Map.of("name", "robot"), Map.of());
        acme.api()
                .patch(
                        "tenants/" + acme.id(),
                        document("tenants", acme.id().toString(), Map.of("name", "Acme & Sons")))
                .expect(200);

        assertThat(names(acme.api(), "invitation.made"))
                .containsEntry(invitation, address)
                .containsEntry(role, "admin");
        assertThat(names(acme.api(), "key.made")).containsEntry(key, "robot");
        assertThat(names(acme.api(), "tenant.renamed"))
                .containsEntry(acme.id().toString(), "Acme & Sons");
    }

    @Test
    void whoLeftIsNamedAsTheyWereThenAndARoleThatWentWithThemSaysSo() {
        Person member = acme.member("MANAGE_ACCOUNT");
        String role =
                server.sql()
                        .sql("select role_id from role_user where tenant_id = ? and user_id = ?")
                        .params(acme.id(), member.id())
                        .query(String.class)
                        .single();
        member.api().post("api-keys", document("api-keys", Map.of("name", "theirs"))).expect(201);
        end(member);
        Map<String, Object> address = Map.of("email", Tenancy.email());
        String id = member.id().toString();
        // they are in a tenant of their own, and their address there is nothing to this one
        server.api()
                .signIn(member.email())
                .patch("users/" + id, document("users", id, address))
                .expect(200);

        assertThat(names(acme.api(), "key.made"))
                .as("what they did before")
                .containsEntry(id, member.email());
        assertThat(names(acme.api(), "membership.ended"))
                .containsEntry(id, member.email())
                .containsEntry(role, "role " + role);
        JsonNode removed = entry(acme.api(), "role.removed");
        assertThat(removed.get("object").asString()).isEqualTo(role);
        assertThat(removed.at("/details/last_held_by").asString()).isEqualTo(id);
        assertThat(names(removed)).containsEntry(id, member.email()).containsKey(role);
    }

    @Test
    void ofAnAccountThatIsGoneNothingIsKeptButTheAddressInTheEntryOfItsEnd() {
        Person member = acme.member("MANAGE_USERS");
        member.api().delete("users/" + member.id()).expect(204);

        assertThat(names(acme.api(), "membership.ended"))
                .containsEntry(member.id().toString(), member.email());
        assertThat(
                        server.sql()
                                .sql(
                                        "select what from audit_entry e where tenant_id = ? and"
                                                + " e::text like ?")
                                .params(acme.id(), "%" + member.email() + "%")
                                .query((row, n) -> row.getString("what"))
                                .list())
                .containsExactly("membership.ended");
    }

    @Test
    void strangersAndMembersOfAnotherTenantAreNotNamed() {
        Tenancy zeta = Tenancy.of(server);
        Person both = acme.member();
        zeta.admit(both, "member");
        both.api().get("users").expect(403);
        acme.api().get("tenants/" + zeta.id() + "/memberships").expect(404);
        end(both);
        server.bean(RefusalSums.class).flushAll();

        assertThat(zeta.api().get("audit-log").expect(200).body())
                .contains(acme.owner().id().toString())
                .doesNotContain(acme.owner().email(), both.id().toString());
        assertThat(acme.api().get("audit-log").expect(200).body()).contains(both.email());
    }

    /** Read where it is made: it goes with the tenant, whenever that is removed. */
    @Test
    void theEndOfATenantIsInItsOwnRecordAndGoesWithIt() {
        Tenancy zeta = Tenancy.of(server);
        Person both = acme.member();
        zeta.admit(both, "member");
        JdbcClient app = server.bean(JdbcClient.class);

        List<String> told =
                acme.inTransaction(
                        () -> {
                            app.sql("select end_tenant()").query(String.class).single();
                            return app.sql(
                                            "select concat_ws(' ', what, names -> 'others' ->>"
                                                    + " object) from audit_entry where kind ="
                                                    + " 'changed'")
                                    .query(String.class)
                                    .list();
                        });
        assertThat(told)
                .contains(
                        "membership.ended " + both.email(),
                        "membership.ended " + acme.owner().email())
                .anyMatch(entry -> entry.startsWith("tenant.ended"));
        acme.api().get("audit-log").expect(401);
        server.keepHouse("tenant-deletion");

        assertThat(entriesOf(acme)).isZero();
        assertThat(entriesOf(zeta)).isPositive();
        assertThat(zeta.api().get("audit-log").expect(200).body())
                .doesNotContain(acme.id().toString(), acme.owner().email(), "ended");
    }

    private long entriesOf(Tenancy tenancy) {
        return server.sql()
                .sql("select count(*) from audit_entry where tenant_id = ?")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    /** Both ways of reading it, as both kinds of reader. */
    @Test
    void theListAndTheExportTellTheSameAndWhoIsLimitedNoNamesOfWhatTheyDoNotSee() {
        String provider =
                made("providers", Map.of("provider", "gcp", "uid", "harbour-45"), Map.of());
        String group = made("provider-groups", Map.of("name", "secret quays"), Map.of());
        String role = made("roles", Map.of("name", "night watch"), Map.of());
        Instant past = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
        Map<String, String> entries =
                Map.of(
                        "group.made", group,
                        "group.providers", group,
                        "role.made", role,
                        "role.groups", role,
                        "user.roles", acme.owner().id().toString(),
                        "provider.deleted", provider,
                        "secret.made", role,
                        "scan.deleted", role,
                        "schedule.made", role,
                        "task.cancelled", role);
        entries.forEach(
                (what, object) ->
                        server.sql()
                                .sql(
                                        """
                                        insert into audit_entry (tenant_id, at, principal_id, kind, what, object, details)
                                        values (?, cast(? as timestamptz), ?, 'changed', ?, ?, jsonb_build_object(
                                            'groups', array[?], 'providers', array[?], 'roles', array[?]))
                                        """)
                                .params(
                                        acme.id(),
                                        past.toString(),
                                        acme.owner().id(),
                                        what,
                                        object,
                                        group,
                                        provider,
                                        role)
                                .update());
        Person limited = acme.member("MANAGE_ACCOUNT");
        acme.limit(limited);

        Map<String, JsonNode> all = listed(acme.api(), past);
        Map<String, JsonNode> few = listed(limited.api(), past);
        assertThat(exported(acme.api(), past)).isEqualTo(all);
        assertThat(exported(limited.api(), past)).isEqualTo(few);
        assertThat(all).hasSameSizeAs(entries);
        assertThat(few).hasSameSizeAs(entries);
        assertThat(all.values())
                .allSatisfy(
                        entry ->
                                assertThat(names(entry))
                                        .containsEntry(group, "secret quays")
                                        .containsEntry(provider, "gcp harbour-45")
                                        .containsEntry(role, "night watch"));
        assertThat(few.toString())
                .doesNotContain(group, "secret quays", provider, "harbour-45")
                .contains("night watch", acme.owner().email());
        for (String what : entries.keySet()) {
            if (what.startsWith("user.") || what.startsWith("role.")) {
                continue;
            }
            assertThat(String.valueOf(few.get(what))).doesNotContain(role, "night watch");
        }
    }

    private static Map<String, JsonNode> listed(Api reader, Instant at) {
        Map<String, JsonNode> entries = new HashMap<>();
        reader.get("audit-log?page[size]=100&filter[at__lte]=" + at)
                .expect(200)
                .items()
                .forEach(
                        item ->
                                entries.put(
                                        item.at("/attributes/what").asString(),
                                        told(item.get("attributes"))));
        return entries;
    }

    private static Map<String, JsonNode> exported(Api reader, Instant at) {
        Map<String, JsonNode> entries = new HashMap<>();
        reader.get("audit-log/export?filter[at__lt]=" + at.plusSeconds(1))
                .expect(200)
                .body()
                .lines()
                .map(JSON::readTree)
                .forEach(line -> entries.put(line.get("what").asString(), told(line)));
        return entries;
    }

    /** What both say in the same words. */
    private static JsonNode told(JsonNode entry) {
        return JSON.createObjectNode()
                .set("object", entry.get("object"))
                .set("details", entry.get("details"))
                .set("count", entry.get("count"));
    }

    @Test
    void oldAndStrangeEntriesAreShownAsTheyAre() {
        server.sql()
                .sql(
                        """
                        insert into audit_entry (tenant_id, kind, what, object, details)
                        values (?, 'changed', 'user.odd', 'no-id', '{"last_held_by": "nobody", "roles": 7}')
                        """)
                .param(acme.id())
                .update();

        assertThat(entry(acme.api(), "user.odd").get("details").toString())
                .contains("\"names\":{}", "\"roles\":7");
    }
}
