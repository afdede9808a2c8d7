package dev.bailiwick.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Threads that nobody handed a scope to have none, whoever started them and from where. */
@Timeout(60)
class ForeignThreadsTest {

    private static final Scope.Tenant ACME = Scope.Tenant.of(new TenantId(new UUID(7, 1)));

    @Test
    void k187AVirtualThreadDoesNotInherit() throws InterruptedException {
        assertThat(seenBy(Thread.ofVirtual().factory())).isEmpty();
    }

    @Test
    void aPlatformThreadDoesNotInherit() throws InterruptedException {
        assertThat(seenBy(Executors.defaultThreadFactory())).isEmpty();
    }

    private static Optional<Scope> seenBy(ThreadFactory threads) throws InterruptedException {
        BlockingQueue<Optional<Scope>> seen = new LinkedBlockingQueue<>();
        Scopes.run(ACME, () -> threads.newThread(() -> seen.add(Scopes.current())).start());
        return seen.take();
    }

    @Test
    void sB9AnExecutorDoesNotInherit() throws Exception {
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            assertThat(Scopes.call(ACME, () -> pool.submit(Scopes::current).get())).isEmpty();
        }
    }

    /** Two threads take part for sure, since neither goes on before the other has come. */
    @Test
    void k183AParallelStreamDoesNotInheritInItsOtherThreads() {
        Thread caller = Thread.currentThread();
        CountDownLatch both = new CountDownLatch(2);

        List<String> seen =
                Scopes.call(
                        ACME,
                        () ->
                                IntStream.range(0, 2)
                                        .parallel()
                                        .mapToObj(
                                                _ -> {
                                                    meet(both);
                                                    return Thread.currentThread().equals(caller)
                                                            ? "caller: " + Scopes.described()
                                                            : "worker: " + Scopes.described();
                                                })
                                        .toList());

        assertThat(seen)
                .containsExactlyInAnyOrder("caller: " + ACME.described(), "worker: no scope");
    }

    private static void meet(CountDownLatch both) {
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void k184AFutureDoesNotInherit() {
        Optional<Scope> seen =
                Scopes.call(ACME, () -> CompletableFuture.supplyAsync(Scopes::current).join());

        assertThat(seen).isEmpty();
    }

    @Test
    void k190ATimerDoesNotInherit() throws InterruptedException {
        BlockingQueue<Optional<Scope>> seen = new LinkedBlockingQueue<>();
        Timer timer = new Timer(true);
        TimerTask task =
                new TimerTask() {
                    @Override
                    public void run() {
                        seen.add(Scopes.current());
                    }
                };

        Scopes.run(ACME, () -> timer.schedule(task, 1));

        assertThat(seen.take()).isEmpty();
        timer.cancel();
    }

    /** In a virtual machine of its own, since the hook runs when that ends. */
    @Test
    void k206CleanersAndShutdownHooksHaveNoScope() throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Dying.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();

        assertThat(said)
                .contains("cleaner: No scope on thread 'Cleaner-0'")
                .contains("hook: No scope on thread 'last'");
    }

    /** Registers both in a scope and ends. */
    static final class Dying {

        private Dying() {}

        public static void main(String[] args) {
            CountDownLatch cleaned = new CountDownLatch(1);
            Scopes.run(
                    ACME,
                    () -> {
                        Runtime.getRuntime()
                                .addShutdownHook(new Thread(() -> refusedIn("hook"), "last"));
                        Cleaner.create()
                                .register(
                                        new Object(),
                                        () -> {
                                            refusedIn("cleaner");
                                            cleaned.countDown();
                                        });
                        while (cleaned.getCount() > 0) {
                            System.gc();
                            Thread.onSpinWait();
                        }
                    });
        }

        private static void refusedIn(String place) {
            try {
                Scopes.require();
                System.out.println(place + ": has a scope");
            } catch (ScopeRequiredException refusal) {
                System.out.println(place + ": " + refusal.getMessage());
            }
        }
    }
}
