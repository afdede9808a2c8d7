package dev.bailiwick.posture.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class LongRequestTest {

    private final Scope.Tenant tenant =
            Scope.Tenant.of(new TenantId(UUID.randomUUID())).as(new PrincipalId(UUID.randomUUID()));
    private final List<Scope> tried = new ArrayList<>();
    private long epoch = 1;

    private final LongRequest request = new LongRequest(now(), () -> Optional.of(now()));

    @Test
    void goesOnByWhatHoldsAfterEachOfSeveralMoves() {
        assertThat(request.step(() -> moving(3))).isEqualTo("done");

        assertThat(tried).hasSize(4).last().isEqualTo(now());
        assertThat(request.step(() -> moving(0))).isEqualTo("done");
        assertThat(tried).last().isEqualTo(now());
    }

    @Test
    void givesUpWhereThereIsNoEndOfIt() {
        assertThatThrownBy(() -> request.step(() -> moving(Integer.MAX_VALUE)))
                .isInstanceOf(AuthorityMovedException.class);
        assertThat(tried).hasSize(4);
    }

    @Test
    void doesNothingTwiceThatHasReachedTheDatabase() {
        assertThatThrownBy(
                        () ->
                                request.step(
                                        () -> {
                                            tried.add(Scopes.requireTenant());
                                            Attempt.reached();
                                            throw new AuthorityMovedException(now());
                                        }))
                .isInstanceOf(AuthorityMovedException.class);
        assertThat(tried).hasSize(1);
    }

    private String moving(int times) {
        tried.add(Scopes.requireTenant());
        if (tried.size() <= times) {
            epoch++;
            throw new AuthorityMovedException(Scopes.requireTenant());
        }
        return "done";
    }

    private Scope now() {
        return tenant.at(new Epoch(epoch));
    }
}
