package dev.bailiwick.posture.task.engine;

import com.github.kagkarlsson.scheduler.task.Execution;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Brief jobs that were picked together with those that were asked for: to pick costs as much as to
 * run one. Only while there are many, and they are done at once.
 *
 * <p>Nobody says of what waits here that its process is alive. So none waits for as long as a
 * heartbeat: what is older is forgotten, and given back by whoever looks for dead processes.
 */
final class PickedAhead {

    /** So many times as many as are asked for. */
    private static final int TIMES = 3;

    /** The part of a heartbeat within which what was picked must have begun. */
    private static final int AT_ONCE = 10;

    private final Duration heartbeat;
    private final LongSupplier nanoTime;
    private final Deque<Execution> waiting = new ArrayDeque<>();
    private boolean full;
    private long pickedAt;

    /**
     * @param nanoTime of a clock that does not stop while the process is paused
     */
    PickedAhead(Duration heartbeat, LongSupplier nanoTime) {
        this.heartbeat = heartbeat;
        this.nanoTime = nanoTime;
        this.pickedAt = nanoTime.getAsLong();
    }

    /**
     * @param pick picks at most so many, and answers fewer where there are no more
     * @return at most {@code limit}
     */
    synchronized List<Execution> next(int limit, IntFunction<List<Execution>> pick) {
        if (isOlder(heartbeat)) {
            waiting.clear();
        }
        int missing = limit - waiting.size();
        if (missing > 0) {
            boolean ahead = full && !isOlder(heartbeat.dividedBy(AT_ONCE));
            int most = ahead ? missing + (TIMES - 1) * limit : missing;
            // as of before they are picked: the database may take its time to say so
            long before = nanoTime.getAsLong();
            List<Execution> picked = pick.apply(most);
            full = picked.size() == most;
            pickedAt = before;
            waiting.addAll(picked);
        }
        List<Execution> next = new ArrayList<>();
        while (next.size() < limit && !waiting.isEmpty()) {
            next.add(waiting.remove());
        }
        return next;
    }

    /** What nobody has asked for yet; it is forgotten here. */
    synchronized List<Execution> left() {
        List<Execution> left = List.copyOf(waiting);
        waiting.clear();
        return left;
    }

    private boolean isOlder(Duration age) {
        return nanoTime.getAsLong() - pickedAt > age.toNanos();
    }
}
