package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

class ScopesTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId(new UUID(7, 2)));

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
    void leavingTheInnerOneRestoresTheOuterOne() {
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
    void anExceptionRestoresTheOuterOneAndPassesUnchanged() {
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
    void k187AVirtualThreadDoesNotInherit() throws InterruptedException {
        AtomicReference<Optional<Scope>> seen = new AtomicReference<>();

        Thread thread =
                Scopes.call(
                        ACME, () -> Thread.startVirtualThread(() -> seen.set(Scopes.current())));
        thread.join();

        assertThat(seen.get()).isEmpty();
    }

    @Test
    void k183AParallelStreamDoesNotInheritInItsOtherThreads() {
        Thread caller = Thread.currentThread();

        List<Boolean> wrong =
                Scopes.call(
                        ACME,
                        () ->
                                IntStream.range(0, 10_000)
                                        .parallel()
                                        .filter(_ -> !Thread.currentThread().equals(caller))
                                        .mapToObj(_ -> Scopes.current().isPresent())
                                        .filter(inherited -> inherited)
                                        .toList());

        assertThat(wrong).isEmpty();
    }

    @Test
    void k184AFutureDoesNotInherit() {
        Optional<Scope> seen =
                Scopes.call(ACME, () -> CompletableFuture.supplyAsync(Scopes::current).join());

        assertThat(seen).isEmpty();
    }

    @Test
    void carriedWorkRunsInTheScopeItWasHandedOverIn() throws Exception {
        Callable<Scope> asked = Scopes.call(ACME, () -> Scopes.carry(Scopes::require));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Scope> answer = threads.submit(asked);
            assertThat(answer.get()).isEqualTo(ACME);
        }
        assertThat(Scopes.call(BOLT, asked::call)).isEqualTo(ACME);
    }

    @Test
    void workIsNotCarriedOutOfNowhere() {
        Runnable work = () -> {};

        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.carry(work));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.carrying(Runnable::run).execute(work));
    }

    @Test
    void aCarryingExecutorCarriesEachTask() {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Scope first = Scopes.call(ACME, () -> scopeOn(threads));
            Scope second = Scopes.call(BOLT, () -> scopeOn(threads));

            assertThat(List.of(first, second)).containsExactly(ACME, BOLT);
        }
    }

    private static Scope scopeOn(ExecutorService threads) {
        return CompletableFuture.supplyAsync(Scopes::require, Scopes.carrying(threads)).join();
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
}
