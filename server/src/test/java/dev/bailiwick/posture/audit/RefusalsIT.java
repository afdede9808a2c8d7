package dev.bailiwick.posture.audit;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.postgres.authority.AuditExport;
import dev.bailiwick.postgres.authority.AuditTrail;
import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.Tenancy.Person;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** By which rule, and in which tenant, a refusal is on record, whatever its status. */
final class RefusalsIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy zeta = Tenancy.of(server);

    private static Answer change(Person who, Person whom, String attribute, String value) {
        String id = whom.id().toString();
        return who.api().patch("users/" + id, document("users", id, Map.of(attribute, value)));
    }

    private UUID membership(Tenancy tenancy, Person of) {
        return server.sql()
                .sql("select id from membership where tenant_id = ? and user_id = ?")
                .params(tenancy.id(), of.id())
                .query(UUID.class)
                .single();
    }

    @Test
    void changesAndRemovalsOfOthersAreAlsoWhereTheAnswerIs400() {
        Person nobody = acme.member();
        Person keeper = acme.member("MANAGE_USERS");
        Person strong = acme.member("MANAGE_ACCOUNT");
        Person elsewhere = acme.member();
        // all of them have a tenant of their own too
        server.sql()
                .sql("delete from membership where user_id = ? and tenant_id <> ?")
                .params(strong.id(), acme.id())
                .update();

        change(nobody, strong, "name", "Mallory").expect(400);
        change(keeper, strong, "email", Tenancy.email()).expect(403);
        change(keeper, elsewhere, "email", Tenancy.email()).expect(403);
        keeper.api().delete("users/" + nobody.id()).expect(400);

        assertThat(acme.refusals())
                .containsExactlyInAnyOrder(
                        nobody.id() + " permission:MANAGE_USERS",
                        keeper.id() + " rank",
                        keeper.id() + " elsewhere",
                        keeper.id() + " own-account");
    }

    @Test
    void rolesOfOthersAreByThePermissionThatIsMissing() {
        Person nobody = acme.member();
        nobody.api()
                .patch(
                        "users/" + acme.owner().id() + "/relationships/roles",
                        links("roles", UUID.randomUUID().toString()))
                .expect(403);

        assertThat(acme.refusals()).containsExactly(nobody.id() + " permission:MANAGE_ACCOUNT");
    }

    @Test
    void theLastOfATenantAreByTheirRule() {
        Person other = acme.secondOwner("MANAGE_USERS");
        acme.api().delete("users/" + acme.owner().id()).expect(400);
        other.api()
                .delete("tenants/" + acme.id() + "/memberships/" + membership(acme, acme.owner()))
                .expect(400);
        server.sql()
                .sql("update membership set role = 'member' where tenant_id = ? and user_id = ?")
                .params(acme.id(), other.id())
                .update();
        acme.api().delete("users/" + acme.owner().id()).expect(403);

        assertThat(acme.refusals())
                .containsExactlyInAnyOrder(
                        acme.owner().id() + " last-manager",
                        other.id() + " last-manager",
                        acme.owner().id() + " last-owner");
    }

    /** Though the token is for another one. */
    @Test
    void whatIsAboutATenantIsOnRecordThere() {
        zeta.admit(acme.owner(), "member");
        String foreign = "tenants/" + zeta.id();
        acme.api().delete(foreign + "/memberships/" + membership(zeta, zeta.owner())).expect(403);
        acme.api().delete(foreign).expect(403);

        assertThat(acme.refusals()).isEmpty();
        assertThat(zeta.refusals())
                .containsExactlyInAnyOrder(
                        acme.owner().id() + " forbidden",
                        acme.owner().id() + " permission:MANAGE_ACCOUNT");
    }

    /** Who was not told in time that it was kept tries it again, as the same batch. */
    @Test
    void whatIsKeptOnceMoreIsCountedOnce() throws Exception {
        KeptRefusals kept = new KeptRefusals(server.bean(AuditTrail.class));
        Scope.Tenant whose =
                Scope.Tenant.of(new TenantId(acme.id())).as(new PrincipalId(acme.owner().id()));
        Map<Rule, Long> counts = Map.of(Rule.RANK, 3L, Rule.LAST_OWNER, 2L);
        UUID batch = UUID.randomUUID();
        Instant minute = Instant.now();
        kept.keep(whose, minute, counts, batch);
        kept.keep(whose, minute, counts, batch);
        kept.keep(whose, minute, counts, UUID.randomUUID());

        assertThat(
                        server.sql()
                                .sql(
                                        "select what || ' ' || sum(count) from audit_entry where"
                                            + " tenant_id = ? and kind = 'refused' group by what")
                                .param(acme.id())
                                .query(String.class)
                                .list())
                .containsExactlyInAnyOrder("rank 6", "last-owner 4");
        assertThat(acme.api().get("audit-log?filter[kind]=refused").expect(200).body())
                .contains("\"count\":6", "\"count\":4")
                .doesNotContain("batch");
    }

    /** Behind the endpoint, which asks for the permission before. */
    @Test
    void whomTheDatabaseDoesNotLetReadTheRecordIs() {
        Person nobody = acme.member();
        AuditExport export = server.bean(AuditExport.class);

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> Scopes.call(acme.scope(nobody), export::settled));

        assertThat(acme.refusals()).containsExactly(nobody.id() + " forbidden");
    }
}
