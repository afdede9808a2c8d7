package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;

class GuestScopeTest {

    private static final TenantId ACME = new TenantId(new UUID(7, 1));
    private static final TenantId BOLT = new TenantId(new UUID(7, 2));
    private static final PrincipalId EVE = new PrincipalId(new UUID(8, 5));
    private static final Scope.Guest GUEST = new Scope.Guest(ACME, BOLT, EVE);

    @Test
    void aGuestActsAndWritesInNoTenant() {
        Scopes.run(
                GUEST,
                () -> {
                    assertThat(Scopes.currentPrincipal()).contains(EVE);
                    assertThat(Scopes.currentTenant()).isEmpty();
                    assertThatExceptionOfType(ScopeRequiredException.class)
                            .isThrownBy(Scopes::requireTenant);
                });
        assertThat(GUEST.described())
                .isEqualTo("guest from %s in tenant %s as principal %s", BOLT, ACME, EVE);
    }

    @Test
    void nobodyIsAGuestAtHome() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Scope.Guest(ACME, ACME, EVE));
    }

    @Test
    void whatAGuestReachesIsReachedByNoOtherScopeAndTheOtherWayRound() {
        List<Scope> others =
                List.of(
                        Scope.Tenant.of(ACME).as(EVE),
                        Scope.Tenant.of(BOLT).as(EVE),
                        Scope.Tenants.of(ACME, BOLT).as(EVE),
                        new Scope.Guest(BOLT, ACME, EVE),
                        new Scope.Identity(EVE));

        assertThat(others).noneMatch(GUEST::covers).noneMatch(other -> other.covers(GUEST));
        assertThat(GUEST.covers(new Scope.Guest(ACME, BOLT, EVE))).isTrue();
        assertThat(GUEST.covers(GUEST.at(new Epoch(1)))).isTrue();
        assertThat(GUEST.at(new Epoch(1)).covers(GUEST)).isFalse();
        assertThat(GUEST.at(new Epoch(1)).covers(GUEST.at(new Epoch(2)))).isFalse();
        assertThat(GUEST.covers(new Scope.Global())).isTrue();
    }
}
