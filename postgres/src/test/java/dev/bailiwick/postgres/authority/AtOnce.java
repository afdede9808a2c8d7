package dev.bailiwick.postgres.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Does several things at once, each on a thread of its own. */
final class AtOnce {

    private AtOnce() {}

    /** What each of them brought, in their order; nobody begins before all are there. */
    static <T> List<T> all(List<? extends Callable<T>> works) throws Exception {
        CyclicBarrier start = new CyclicBarrier(works.size());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>();
            for (Callable<T> work : works) {
                running.add(
                        threads.submit(
                                () -> {
                                    start.await(30, TimeUnit.SECONDS);
                                    return work.call();
                                }));
            }
            List<T> brought = new ArrayList<>();
            for (Future<T> one : running) {
                brought.add(one.get(60, TimeUnit.SECONDS));
            }
            return brought;
        }
    }
}
