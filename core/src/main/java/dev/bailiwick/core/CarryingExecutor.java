package dev.bailiwick.core;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Binds the scope to each task that is handed over; everything else is the executor's own. */
class CarryingExecutor implements ExecutorService {

    private final ExecutorService executor;

    CarryingExecutor(ExecutorService executor) {
        checkFit(executor);
        this.executor = executor;
    }

    static void checkFit(Executor executor) {
        if (executor instanceof ForkJoinPool) {
            throw new IllegalArgumentException(
                    "A fork-join pool carries no scope: its workers run other tasks while they"
                            + " wait. Give an executor of threads, virtual ones for instance.");
        }
    }

    @Override
    public void execute(Runnable work) {
        executor.execute(Scopes.carry(work));
    }

    @Override
    public <T> Future<T> submit(Callable<T> work) {
        return executor.submit(Scopes.carry(work));
    }

    @Override
    public <T> Future<T> submit(Runnable work, T result) {
        return executor.submit(Scopes.carry(work), result);
    }

    @Override
    public Future<?> submit(Runnable work) {
        return executor.submit(Scopes.carry(work));
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> work)
            throws InterruptedException {
        return executor.invokeAll(carried(work));
    }

    @Override
    public <T> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> work, long time, TimeUnit unit)
            throws InterruptedException {
        return executor.invokeAll(carried(work), time, unit);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> work)
            throws InterruptedException, ExecutionException {
        return executor.invokeAny(carried(work));
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> work, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return executor.invokeAny(carried(work), time, unit);
    }

    private static <T> List<Callable<T>> carried(Collection<? extends Callable<T>> work) {
        return work.stream().map(one -> Scopes.<T>carry(one)).toList();
    }

    @Override
    public void shutdown() {
        executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        return executor.shutdownNow();
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(time, unit);
    }

    /** As the executor itself is closed; the one of a {@code ForkJoinPool} may not be. */
    @Override
    public void close() {
        executor.close();
    }

    @Override
    public String toString() {
        return "carrying " + executor;
    }
}
