package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

class ScopesTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId(new UUID(7, 2)));
    private static final PrincipalId ANN = new PrincipalId(new UUID(7, 3));

    @Test
    void thereIsNoneByDefault() {
        assertThat(Scopes.current()).isEmpty();
        assertThat(Scopes.isCurrent(ACME)).isFalse();
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(Scopes::require)
                .withMessageContaining(Thread.currentThread().getName())
                .withMessageContaining("Scopes.call(");
    }

    @Test
    void isCurrentForTheLengthOfOneCall() {
        Optional<Scope> inside = Scopes.call(ACME, Scopes::current);

        assertThat(inside).contains(ACME);
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void isCurrentAsAnEqualScopeToo() {
        Scope equal = Scope.Tenant.of(new TenantId(new UUID(7, 1)));

        assertThat(Scopes.<Boolean, RuntimeException>call(ACME, () -> Scopes.isCurrent(equal)))
                .isTrue();
        assertThat(Scopes.<Boolean, RuntimeException>call(ACME, () -> Scopes.isCurrent(BOLT)))
                .isFalse();
    }

    @Test
    void sB6LeavingTheInnerOneRestoresTheOuterOne() {
        List<Scope> seen =
                Scopes.call(
                        ACME,
                        () -> {
                            Scope inner = Scopes.call(BOLT, Scopes::require);
                            return List.of(inner, Scopes.require());
                        });

        assertThat(seen).containsExactly(BOLT, ACME);
    }

    @Test
    void sB6AnExceptionRestoresTheOuterOneAndPassesUnchanged() {
        IOException failure = new IOException("disk");

        Scopes.run(
                ACME,
                () -> {
                    Throwable thrown =
                            catchThrowable(
                                    () ->
                                            Scopes.call(
                                                    BOLT,
                                                    () -> {
                                                        throw failure;
                                                    }));
                    assertThat(thrown).isSameAs(failure);
                    assertThat(Scopes.require()).isEqualTo(ACME);
                });
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void onlyAScopeOfATenantAnswersForATenant() {
        assertThat(Scopes.call(ACME, Scopes::requireTenant)).isEqualTo(ACME);
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.call(new Scope.Global(), Scopes::requireTenant))
                .withMessageContaining("global tables");
        assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(Scopes::requireTenant);
    }

    @Test
    void anInnerScopeIsTakenAsItIsAndNothingOfTheOuterOneIsMerged() {
        Dimension<String> areas = Dimension.of("areas", text -> text);
        Scope inner =
                Scopes.call(ACME.with(areas, "all"), () -> Scopes.call(BOLT, Scopes::require));

        assertThat(inner).isEqualTo(BOLT);
    }

    @Test
    void tellsWhoseNewRowsAreAndWhoActs() {
        Scope several = Scope.Tenants.of(ACME.tenant(), BOLT.tenant());
        Scope named = Scope.Tenants.of(ACME.tenant(), BOLT.tenant()).naming(BOLT.tenant()).as(ANN);

        assertThat(Scopes.currentTenant()).isEmpty();
        assertThat(Scopes.currentPrincipal()).isEmpty();
        assertThat(Scopes.call(ACME, Scopes::currentTenant)).contains(ACME.tenant());
        assertThat(Scopes.call(ACME, Scopes::currentPrincipal)).isEmpty();
        assertThat(Scopes.call(ACME.as(ANN), Scopes::requirePrincipal)).isEqualTo(ANN);
        assertThat(Scopes.call(several, Scopes::currentTenant)).isEmpty();
        assertThat(Scopes.call(named, Scopes::currentTenant)).contains(BOLT.tenant());
        assertThat(Scopes.call(named, Scopes::currentPrincipal)).contains(ANN);
        assertThat(Scopes.call(new Scope.Identity(ANN), Scopes::currentPrincipal)).contains(ANN);
        assertThat(Scopes.call(new Scope.Global(), Scopes::currentTenant)).isEmpty();
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.call(ACME, Scopes::requirePrincipal));
    }

    @Test
    void sA4IsDescribedWithoutValuesAlsoWhereThereIsNone() {
        assertThat(Scopes.described()).isEqualTo("no scope");
        assertThat(Scopes.call(ACME, Scopes::described)).isEqualTo("tenant " + ACME.tenant());
    }

    @Test
    void sA5AMissingDimensionIsNamed() {
        Dimension<String> areas = Dimension.of("areas", text -> text);

        assertThat(Scopes.call(ACME.with(areas, "all"), () -> Scopes.requireDimension(areas)))
                .isEqualTo("all");
        assertThatExceptionOfType(DimensionRequiredException.class)
                .isThrownBy(() -> Scopes.call(ACME, () -> Scopes.requireDimension(areas)))
                .satisfies(refusal -> assertThat(refusal.missing()).containsExactly("areas"))
                .withMessageContaining("areas");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(
                        () ->
                                Scopes.call(
                                        new Scope.Global(), () -> Scopes.requireDimension(areas)));
    }

    @Test
    void aScopeThatIsHeldCannotBeLeft() {
        assertThatExceptionOfType(ScopeLeftOpenException.class)
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        ACME,
                                        () -> {
                                            Scopes.hold("a transaction");
                                            Scopes.hold("a file").close();
                                        }))
                .withMessageContaining("a transaction")
                .withMessageNotContaining("a file");
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void aHoldThatIsClosedLetsGoAlsoWhenClosedTwice() {
        String result =
                Scopes.call(
                        ACME,
                        () -> {
                            Scopes.Hold hold = Scopes.hold("a transaction");
                            hold.close();
                            hold.close();
                            return "left";
                        });

        assertThat(result).isEqualTo("left");
    }

    @Test
    void holdingTheInnerScopeDoesNotHoldTheOuterOne() {
        Scopes.run(
                ACME,
                () ->
                        assertThatExceptionOfType(ScopeLeftOpenException.class)
                                .isThrownBy(
                                        () ->
                                                Scopes.run(
                                                        BOLT, () -> Scopes.hold("a transaction"))));
    }

    @Test
    void theFailureOfTheWorkIsNotHiddenByWhatItLeftOpen() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        ACME,
                                        () -> {
                                            Scopes.hold("a transaction");
                                            throw new IllegalStateException("work");
                                        }))
                .withMessage("work");
    }

    @Test
    void nothingIsHeldOutsideAScope() {
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.hold("a transaction"))
                .withMessageContaining("a transaction was refused");
    }

    @Test
    void whatBeginsInAScopeBeginsOnceAndEndsWhenItIsLeft() {
        List<String> told = new ArrayList<>();
        Runnable twice =
                () -> {
                    for (int i = 0; i < 2; i++) {
                        Scopes.once("audit", entry -> begin(told, entry));
                    }
                };

        Scopes.run(ACME, () -> Scopes.run(BOLT, twice));
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        ACME,
                                        () -> {
                                            twice.run();
                                            throw new IllegalStateException("work");
                                        }));

        assertThat(told)
                .containsExactly(
                        "begins in " + BOLT.described() + " within " + ACME.described(),
                        "ends well",
                        "begins in " + ACME.described() + " within none",
                        "ends with work");
    }

    private static Scopes.Leaving begin(List<String> told, Scopes.Entry entry) {
        told.add(
                "begins in %s within %s"
                        .formatted(
                                entry.scope().described(),
                                entry.within().map(Scope::described).orElse("none")));
        return failure ->
                told.add("ends " + (failure == null ? "well" : "with " + failure.getMessage()));
    }

    @Test
    void whatCouldNotBeginDoesNotEndAndMayBeginAgain() {
        List<String> told = new ArrayList<>();

        Scopes.run(
                ACME,
                () -> {
                    assertThatIllegalStateException()
                            .isThrownBy(
                                    () ->
                                            Scopes.once(
                                                    "audit",
                                                    _ -> {
                                                        throw new IllegalStateException("full");
                                                    }));
                    Scopes.once("audit", entry -> begin(told, entry));
                });

        assertThat(told).hasSize(2);
    }

    @Test
    void whatGoesWrongAtTheEndIsTold() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Scopes.run(ACME, ScopesTest::endsBadly))
                .withMessage("cannot end second")
                .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
        assertThatIllegalStateException()
                .isThrownBy(
                        () ->
                                Scopes.run(
                                        ACME,
                                        () -> {
                                            endsBadly();
                                            throw new IllegalStateException("work");
                                        }))
                .withMessage("work")
                .satisfies(
                        failure ->
                                assertThat(failure.getSuppressed())
                                        .extracting(Throwable::getMessage)
                                        .containsExactly("cannot end second"));
    }

    private static void endsBadly() {
        for (String key : List.of("first", "second")) {
            Scopes.once(
                    key,
                    _ ->
                            _ -> {
                                throw new IllegalStateException("cannot end " + key);
                            });
        }
    }
}
