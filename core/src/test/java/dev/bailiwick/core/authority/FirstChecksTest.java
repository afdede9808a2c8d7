package dev.bailiwick.core.authority;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.UUID;

/** What {@code docs/toolkit/authority.md} begins with, run. */
class FirstChecksTest {

    // snippet first
    enum Permit implements Permission {
        PAGE_READ,
        PAGE_WRITE
    }

    static final RoleModel MODEL =
            RoleModel.of(Permissions.of(Permit.class))
                    .role("owner") // which holds every permission
                    .role("viewer", Permit.PAGE_READ)
                    .above("owner", "viewer")
                    .build();

    static Access writing(Holding held) {
        return new Checks(MODEL).permissions(held, Set.of(Permit.PAGE_WRITE));
    }

    // end

    private static Holding holding(String role) {
        return new Holding(
                new PrincipalId(new UUID(0, 1)),
                new TenantId(new UUID(0, 2)),
                MembershipStatus.ACTIVE,
                Set.of(MODEL.require(role)),
                Set.of(),
                TenantStatus.ACTIVE,
                new Epoch(0));
    }

    @Test
    void whoHoldsWhatIsRequiredIsGrantedIt() {
        assertThat(writing(holding("owner"))).isInstanceOf(Access.Granted.class);
    }

    @Test
    void whoDoesNotIsToldWhatIsMissing() {
        assertThat(writing(holding("viewer"))).isEqualTo(new Access.Forbidden(Permit.PAGE_WRITE));
    }
}
