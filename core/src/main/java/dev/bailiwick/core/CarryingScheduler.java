package dev.bailiwick.core;

import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** As {@link CarryingExecutor}, for tasks that are to run later or again and again. */
final class CarryingScheduler extends CarryingExecutor implements ScheduledExecutorService {

    private final ScheduledExecutorService executor;

    CarryingScheduler(ScheduledExecutorService executor) {
        super(executor);
        this.executor = executor;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return executor.schedule(Scopes.carry(work), delay, unit);
    }

    @Override
    public <T> ScheduledFuture<T> schedule(Callable<T> work, long delay, TimeUnit unit) {
        return executor.schedule(Scopes.carry(work), delay, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(
            Runnable work, long first, long period, TimeUnit unit) {
        return executor.scheduleAtFixedRate(Scopes.carry(work), first, period, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
            Runnable work, long first, long delay, TimeUnit unit) {
        return executor.scheduleWithFixedDelay(Scopes.carry(work), first, delay, unit);
    }
}
