package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.UUID;

/** Who waits for what was written in which scope. */
class RecentWritesTest {

    private static final TenantId ACME = new TenantId(new UUID(7, 1));
    private static final TenantId BOLT = new TenantId(new UUID(7, 2));
    private static final PrincipalId ANN = new PrincipalId(new UUID(8, 1));
    private static final PrincipalId BEN = new PrincipalId(new UUID(8, 2));
    private static final Scope GLOBAL = new Scope.Global();
    private static final Scope MAINTENANCE = new Scope.Maintenance("test", Duration.ofMinutes(1));
    private static final LogPosition PLACE = LogPosition.parse("1/1");

    private final RecentWrites writes = new RecentWrites();

    @Test
    void whatATenantWroteIsTheTenantsAndItsPrincipals() {
        wrote(Scope.Tenant.of(ACME).as(ANN));

        assertWaits(Scope.Tenant.of(ACME).as(BEN));
        assertWaits(Scope.Tenants.of(ACME, BOLT));
        assertWaits(new Scope.Identity(ANN));
        assertWaits(Scope.Tenant.of(BOLT).as(ANN));
        assertWaits(new Scope.Guest(ACME, BOLT, BEN));
        assertWaits(new Scope.Guest(BOLT, ACME, BEN));
        assertWaits(MAINTENANCE);
        assertDoesNot(Scope.Tenant.of(BOLT).as(BEN));
        assertDoesNot(new Scope.Identity(BEN));
        assertDoesNot(GLOBAL);
    }

    @Test
    void whatSeveralWroteIsTheNamedOnes() {
        wrote(Scope.Tenants.of(ACME, BOLT).naming(BOLT));

        assertWaits(Scope.Tenant.of(BOLT));
        assertDoesNot(Scope.Tenant.of(ACME));
    }

    @Test
    void whatAPrincipalWroteIsItsOwnAndThatOfWhoIsNobodyInParticular() {
        wrote(new Scope.Identity(ANN));

        assertWaits(new Scope.Identity(ANN));
        assertWaits(Scope.Tenant.of(ACME).as(ANN));
        assertWaits(Scope.Tenant.of(ACME));
        assertDoesNot(Scope.Tenant.of(ACME).as(BEN));
    }

    @Test
    void whatMaintenanceWroteIsEverybodys() {
        wrote(MAINTENANCE);

        assertWaits(Scope.Tenant.of(ACME).as(ANN));
        assertWaits(new Scope.Identity(ANN));
        assertWaits(GLOBAL);
    }

    @Test
    void whatIsForgottenIsEverybodys() {
        wrote(Scope.Tenant.of(ACME));
        for (int tenant = 0; tenant < 10_000; tenant++) {
            Scope.Tenant one = Scope.Tenant.of(new TenantId(new UUID(9, tenant)));
            Scopes.run(one, () -> writes.wrote(LogPosition.START));
        }

        assertWaits(Scope.Tenant.of(ACME));
        assertWaits(Scope.Tenant.of(BOLT));
    }

    private void wrote(Scope scope) {
        Scopes.run(scope, () -> writes.wrote(PLACE));
    }

    private void assertWaits(Scope scope) {
        assertThat(Scopes.call(scope, writes::last)).as(scope.described()).isEqualTo(PLACE);
    }

    private void assertDoesNot(Scope scope) {
        assertThat(Scopes.call(scope, writes::last))
                .as(scope.described())
                .isEqualTo(LogPosition.START);
    }
}
