package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Work is handed to other threads with its scope, by every way of handing it over. */
class CarryingTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));
    private static final Scope.Tenant BOLT = Scope.Tenant.of(new TenantId(new UUID(7, 2)));

    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void carriedWorkRunsInTheScopeItWasHandedOverInAlsoAfterThatWasLeft() throws Exception {
        Callable<Scope> asked = Scopes.call(ACME, () -> Scopes.carry(Scopes::require));

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Scope> answer = threads.submit(asked);
            assertThat(answer.get()).isEqualTo(ACME);
        }
        assertThat(Scopes.call(BOLT, asked::call)).isEqualTo(ACME);
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void sB8WorkIsBoundToItsScopeWhereItIsMadeAndNotWhereItRuns() {
        List<Scope> seen = new ArrayList<>();

        Scopes.run(ACME, () -> Scopes.carry(() -> note(seen)).run());
        Runnable made = Scopes.call(ACME, () -> Scopes.carry(() -> note(seen)));
        Scopes.run(BOLT, made);
        made.run();

        assertThat(seen).containsExactly(ACME, ACME, ACME);
    }

    private static void note(List<Scope> seen) {
        seen.add(Scopes.require());
    }

    @Test
    void everyKindOfFunctionIsCarried() {
        List<String> heard = new ArrayList<>();

        Scopes.run(
                ACME,
                () -> {
                    var supplier = Scopes.carrySupplier(Scopes::require);
                    var function = Scopes.<String, String>carryFunction(CarryingTest::tagged);
                    var both =
                            Scopes.<String, String, String>carryBiFunction((a, b) -> tagged(a + b));
                    var consumer = Scopes.<String>carryConsumer(a -> heard.add(tagged(a)));
                    var ending =
                            Scopes.<String, String>carryBiConsumer(
                                    (a, b) -> heard.add(tagged(a + b)));
                    Scopes.run(
                            BOLT,
                            () -> {
                                assertThat(supplier.get()).isEqualTo(ACME);
                                heard.add(function.apply("f"));
                                heard.add(both.apply("g", "h"));
                                consumer.accept("c");
                                ending.accept("d", "e");
                            });
                });

        assertThat(heard)
                .containsExactly(
                        "f in " + ACME.described(),
                        "gh in " + ACME.described(),
                        "c in " + ACME.described(),
                        "de in " + ACME.described());
    }

    private static String tagged(String text) {
        return text + " in " + Scopes.described();
    }

    @Test
    void workIsNotCarriedOutOfNowhere() {
        Runnable work = () -> {};

        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.carry(work))
                .withMessageContaining("handing work over was refused");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.carrying((Executor) Runnable::run).execute(work));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.carrying(pool).submit(work));
    }

    /** Every way of handing a task to an executor. */
    enum Way {
        EXECUTE {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                BlockingQueue<Scope> answer = new LinkedBlockingQueue<>();
                executor.execute(() -> answer.add(Scopes.require()));
                return answer.take();
            }
        },
        SUBMIT {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                return executor.submit(Scopes::require).get();
            }
        },
        SUBMIT_WITHOUT_RESULT {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                List<Scope> answer = new ArrayList<>();
                Runnable work = () -> note(answer);
                executor.submit(work).get();
                return answer.getFirst();
            }
        },
        SUBMIT_WITH_A_RESULT {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                List<Scope> answer = new ArrayList<>();
                return executor.submit(() -> note(answer), answer).get().getFirst();
            }
        },
        INVOKE_ALL {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                return executor.invokeAll(List.<Callable<Scope>>of(Scopes::require))
                        .getFirst()
                        .get();
            }
        },
        INVOKE_ALL_IN_TIME {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                return executor.invokeAll(
                                List.<Callable<Scope>>of(Scopes::require), 1, TimeUnit.MINUTES)
                        .getFirst()
                        .get();
            }
        },
        INVOKE_ANY {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                return executor.invokeAny(List.<Callable<Scope>>of(Scopes::require));
            }
        },
        INVOKE_ANY_IN_TIME {
            @Override
            Scope scopeOn(ExecutorService executor) throws Exception {
                return executor.invokeAny(
                        List.<Callable<Scope>>of(Scopes::require), 1, TimeUnit.MINUTES);
            }
        },
        COMPLETABLE_FUTURE {
            @Override
            Scope scopeOn(ExecutorService executor) {
                return CompletableFuture.supplyAsync(Scopes::require, executor).join();
            }
        };

        abstract Scope scopeOn(ExecutorService executor) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void aCarryingExecutorCarriesEachTaskInTheScopeOfThatMoment(Way way) throws Exception {
        ExecutorService carrying = Scopes.carrying(pool);

        assertThat(Scopes.call(ACME, () -> way.scopeOn(carrying))).isEqualTo(ACME);
        assertThat(Scopes.call(BOLT, () -> way.scopeOn(carrying))).isEqualTo(BOLT);
        assertThat(pool.submit(Scopes::current).get()).as("nothing is left behind").isEmpty();
    }

    @Test
    void aCarryingExecutorIsShutDownAsTheExecutorIs() throws InterruptedException {
        ExecutorService inner = Executors.newSingleThreadExecutor();
        ExecutorService carrying = Scopes.carrying(inner);

        assertThat(carrying.isShutdown()).isFalse();
        carrying.shutdown();
        assertThat(carrying.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(carrying.shutdownNow()).isEmpty();
        carrying.close();

        assertThat(inner.isShutdown()).isTrue();
        assertThat(carrying.isTerminated()).isTrue();
        assertThat(carrying).hasToString("carrying " + inner);
    }

    @Test
    void aTaskThatFailsLeavesNothingBehind() {
        ExecutorService carrying = Scopes.carrying(pool);
        Future<Object> failed =
                Scopes.call(
                        ACME,
                        () ->
                                carrying.submit(
                                        () -> {
                                            throw new IllegalStateException("work");
                                        }));

        assertThat(failed).failsWithin(Duration.ofMinutes(1));
        assertThat(pool.submit(Scopes::current))
                .succeedsWithin(Duration.ofMinutes(1))
                .isEqualTo(Optional.empty());
    }

    @Test
    void aCarryingSchedulerCarriesWhatRunsLaterAndAgainAndAgain() throws Exception {
        BlockingQueue<Scope> seen = new LinkedBlockingQueue<>();
        try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            ScheduledExecutorService carrying = Scopes.carrying(timer);
            List<ScheduledFuture<?>> repeated = new ArrayList<>();
            Scopes.call(
                    ACME,
                    () -> {
                        assertThat(
                                        carrying.schedule(Scopes::require, 1, TimeUnit.MILLISECONDS)
                                                .get())
                                .isEqualTo(ACME);
                        Runnable note = () -> seen.add(Scopes.require());
                        carrying.schedule(note, 1, TimeUnit.MILLISECONDS).get();
                        repeated.add(
                                carrying.scheduleAtFixedRate(note, 0, 1, TimeUnit.MILLISECONDS));
                        repeated.add(
                                carrying.scheduleWithFixedDelay(note, 0, 1, TimeUnit.MILLISECONDS));
                        return 0;
                    });

            for (int i = 0; i < 12; i++) {
                assertThat(seen.poll(1, TimeUnit.MINUTES)).isEqualTo(ACME);
            }
            repeated.forEach(task -> task.cancel(false));
        }
    }

    @Test
    void aVirtualThreadRunsCarriedWork() throws InterruptedException {
        BlockingQueue<Scope> seen = new LinkedBlockingQueue<>();

        Runnable note = () -> seen.add(Scopes.require());
        Scopes.run(ACME, () -> Thread.startVirtualThread(Scopes.carry(note)));

        assertThat(seen.poll(1, TimeUnit.MINUTES)).isEqualTo(ACME);
    }

    @Test
    void stagesOfAFutureAreGivenTheirScopeWhereTheyAreWritten() throws InterruptedException {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<String> answer =
                Scopes.call(
                        ACME,
                        () ->
                                asked.thenApplyAsync(
                                                Scopes.carryFunction(CarryingTest::tagged), pool)
                                        .thenCombine(
                                                CompletableFuture.supplyAsync(
                                                        Scopes.carrySupplier(() -> tagged("!")),
                                                        pool),
                                                Scopes.carryBiFunction((a, b) -> a + ", " + b)));

        Scopes.run(BOLT, () -> asked.complete("?"));

        assertThat(answer.join()).isEqualTo("? in %1$s, ! in %1$s".formatted(ACME.described()));
    }

    /** Why stages are carried one by one: the executor is asked by whoever completes the future. */
    @Test
    void aStageIsHandedOverByTheThreadThatCompletesTheOneBefore() {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<String> answer =
                Scopes.call(
                        ACME,
                        () -> asked.thenApplyAsync(CarryingTest::tagged, Scopes.carrying(pool)));

        asked.complete("?");

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(answer::join)
                .withCauseInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k184CarriedWorkIsRefusedByTheCommonPool() {
        CompletableFuture<Scope> asked =
                Scopes.call(
                        ACME,
                        () -> CompletableFuture.supplyAsync(Scopes.carrySupplier(Scopes::require)));

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(asked::join)
                .withCauseInstanceOf(ScopeNotCarriedException.class)
                .withMessageContaining("ForkJoinPool.commonPool");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scopes.carrying(ForkJoinPool.commonPool()))
                .withMessageContaining("virtual ones");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Scopes.carrying((Executor) ForkJoinPool.commonPool()));
    }

    /** Why it is refused there. */
    @Test
    void aWorkerThatWaitsRunsOthersTasksInItsScope() {
        try (ForkJoinPool one = new ForkJoinPool(1)) {
            Callable<Scope> waiting =
                    () -> {
                        ForkJoinTask<Scope> others = ForkJoinTask.adapt(Scopes::require).fork();
                        return Scopes.call(ACME, others::get);
                    };

            assertThat(one.submit(waiting))
                    .as("a task that nobody carried")
                    .succeedsWithin(Duration.ofMinutes(1))
                    .isEqualTo(ACME);
        }
    }

    /** Why there is no carrying thread factory. */
    @Test
    void aThreadThatBeginsInAScopeRunsEverybodysTasksInIt() throws Exception {
        try (ExecutorService wrong =
                Executors.newSingleThreadExecutor(
                        worker -> Thread.ofVirtual().unstarted(Scopes.carry(worker)))) {
            CountDownLatch begun = new CountDownLatch(1);
            Scopes.call(ACME, () -> wrong.submit(begun::countDown)).get();
            begun.await();

            assertThat(Scopes.call(BOLT, () -> wrong.submit(Scopes::require)).get())
                    .as("the wrong scope")
                    .isEqualTo(ACME);
        }
    }
}
