package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

class AttemptTest {

    private static final Scope.Tenant OLD =
            Scope.Tenant.of(new TenantId(new UUID(7, 1))).at(new Epoch(1));
    private static final Scope.Tenant NEW = OLD.at(new Epoch(2));

    private final List<Scope> seen = new ArrayList<>();

    /** Fails as the database does if the scope is the old one. */
    private int work() {
        Scope scope = Scopes.require();
        seen.add(scope);
        if (scope.equals(OLD)) {
            throw new AuthorityMovedException(scope);
        }
        return seen.size();
    }

    @Test
    void workWhoseAuthorityHoldsIsDoneOnce() {
        assertThat(Attempt.call(NEW, () -> OLD, this::work)).isEqualTo(1);
        assertThat(seen).containsExactly(NEW);
    }

    @Test
    void workWhoseAuthorityHasMovedIsDoneOnceMoreInTheScopeOfNow() {
        assertThat(Attempt.call(OLD, () -> NEW, this::work)).isEqualTo(2);
        assertThat(seen).containsExactly(OLD, NEW);
    }

    @Test
    void aSecondTimeIsTheLast() {
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> Attempt.call(OLD, () -> OLD, this::work))
                .satisfies(moved -> assertThat(moved.scope()).isEqualTo(OLD))
                .withMessageContaining("at epoch 1 has changed");
        assertThat(seen).containsExactly(OLD, OLD);
    }

    @Test
    void workThatHasReachedADatabaseIsNotBegunAgain() {
        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(
                        () ->
                                Attempt.call(
                                        OLD,
                                        () -> NEW,
                                        () -> {
                                            Attempt.reached();
                                            return work();
                                        }));
        assertThat(seen).containsExactly(OLD);
    }

    /** Also by what it had carried elsewhere, and by an attempt within it. */
    @Test
    void whatAPartHasReachedTheWholeHas() {
        assertThat(Attempt.hasReached()).as("outside").isTrue();
        Attempt.<Boolean, RuntimeException>once(
                () -> {
                    assertThat(Attempt.hasReached()).isFalse();
                    Attempt.<Boolean, RuntimeException>once(
                            () -> {
                                Scopes.call(
                                        NEW,
                                        () -> {
                                            Scopes.carry(Attempt::reached).run();
                                            return true;
                                        });
                                return true;
                            });
                    assertThat(Attempt.hasReached()).isTrue();
                    return true;
                });
    }
}
