package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a developer reads late at night: what happened, on which thread, in which scope, and what to
 * do.
 */
class MessagesTest {

    private static final TenantId ACME = new TenantId(new UUID(7, 1));
    private static final TenantId BOLT = new TenantId(new UUID(7, 2));
    private static final Dimension<String> AREAS = Dimension.of("areas", text -> text);
    private static final Scope.Tenant SCOPE = Scope.Tenant.of(ACME).with(AREAS, "secret-area");

    private final String thread = Thread.currentThread().getName();

    @Test
    void noScope() {
        says(
                Scopes::require,
                "No scope on thread '" + thread + "'",
                "this work was refused",
                "Enter one with Scopes.call(Scope.Tenant.of(tenant), work)",
                "hand work to other threads with Scopes.carry(work)");
    }

    @Test
    void aScopeOfAnotherKind() {
        says(
                () -> Scopes.call(new Scope.Global(), Scopes::requireTenant),
                "work that needs one tenant was refused",
                "in the scope of global tables",
                "on thread '" + thread + "'",
                "Enter one with Scopes.call(Scope.Tenant.of(tenant), work)");
    }

    @Test
    void nobodyActs() {
        says(
                () -> Scopes.call(SCOPE, Scopes::requirePrincipal),
                "work that needs a principal was refused",
                "in the scope of tenant " + ACME,
                "on thread '" + thread + "'",
                "scope.as(principal)");
    }

    @Test
    void aMissingDimension() {
        says(
                () -> Scopes.call(Scope.Tenant.of(ACME), () -> Scopes.requireDimension(AREAS)),
                "work that needs areas was refused",
                "on thread '" + thread + "'",
                "the scope of tenant " + ACME + " does not say what it sees of areas",
                "scope.with(dimension, value)",
                "Dimension.optional");
    }

    @Test
    void somethingOfAnotherScope() {
        says(
                () ->
                        Scopes.run(
                                new Scope.Global(),
                                () -> {
                                    throw new ScopeMismatchException("A result", SCOPE);
                                }),
                "A result belongs to the scope of tenant " + ACME + " narrowed by areas",
                "was used in that of global tables",
                "on thread '" + thread + "'",
                "Use it in its own scope");
    }

    @Test
    void aScopeThatWidens() {
        says(
                () -> Scopes.call(SCOPE, () -> Scopes.narrowed(BOLT)),
                "On thread '" + thread + "' the scope of tenant " + ACME,
                "also reaches tenant " + BOLT,
                "enter it with Scopes.call");
    }

    @Test
    void somethingLeftOpen() {
        says(
                () -> Scopes.run(SCOPE, () -> Scopes.hold("a transaction")),
                "The scope of tenant " + ACME,
                "was left on thread '" + thread + "'",
                "open in it: a transaction",
                "End it inside the scope");
    }

    @Test
    void maintenanceOutOfTime() {
        Scope.Maintenance hurried = new Scope.Maintenance("sweep", Duration.ofNanos(1));
        says(
                () ->
                        Scopes.run(
                                hurried,
                                () -> {
                                    while (!Scopes.timeLeft().orElseThrow().isZero()) {
                                        Thread.onSpinWait();
                                    }
                                    Scopes.carry(() -> {}).run();
                                }),
                "this work was refused on thread '" + thread + "'",
                "maintenance (sweep) has used up its limit of PT0.000000001S",
                "with a longer limit");
    }

    @Test
    void carriedWorkOnAForkJoinWorker() {
        says(
                () -> {
                    try {
                        Scopes.call(
                                        SCOPE,
                                        () ->
                                                CompletableFuture.supplyAsync(
                                                        Scopes.carrySupplier(Scopes::require)))
                                .join();
                    } catch (CompletionException wrapped) {
                        throw wrapped.getCause();
                    }
                },
                "Work carried from the scope of tenant " + ACME,
                "was refused on thread 'ForkJoinPool.commonPool-worker-",
                "Scopes.carrying(executor)");
    }

    @Test
    void aTenantThatIsNotAmongThose() {
        says(
                () -> Scope.Tenants.of(ACME).naming(BOLT),
                "Tenant " + BOLT + " is named but is not among the 1 of the scope");
    }

    @Test
    void aDatabaseThatIsNotAsDeclared() {
        says(
                () -> {
                    throw new WallException(
                            List.of(
                                    new Fault(
                                            "table-unforced",
                                            Fault.Severity.ERROR,
                                            "table pupil",
                                            "row-level security is off")));
                },
                "The database wall has 1 fault(s)",
                "- table pupil: row-level security is off");
    }

    /** Prints it, so that it can be read as it will be. */
    private static void says(ThrowingCallable refused, String... parts) {
        Throwable refusal = catchThrowable(refused);

        assertThat(refusal).isNotNull();
        String message = String.valueOf(refusal.getMessage());
        System.out.println(refusal.getClass().getSimpleName() + ": " + message);
        List<String> missing = new ArrayList<>(List.of(parts));
        missing.removeIf(message::contains);
        assertThat(missing).as(message).isEmpty();
        assertThat(message).doesNotContain("secret-area");
    }
}
