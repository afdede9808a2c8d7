package dev.bailiwick.postgres.replica;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Where the primary was when, so that it can be told how far behind a replica is in time. */
final class Progress {

    private final Duration kept;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /**
     * @param kept how far back it needs to be known
     */
    Progress(Duration kept) {
        this.kept = kept;
    }

    synchronized void reached(LogPosition position, long now) {
        Sample last = samples.peekLast();
        if (last != null && now - last.at < 0) {
            return;
        }
        if (last != null && !position.reaches(last.position)) {
            // another server has become the primary, and begun at an earlier place
            samples.clear();
        }
        samples.addLast(new Sample(position, now));
        while (samples.size() > 1 && now - samples.getFirst().at > 2 * kept.toNanos()) {
            samples.removeFirst();
        }
    }

    /** Nanoseconds for which a server that is at {@code position} may have missed something. */
    synchronized long behind(LogPosition position, long now) {
        Iterator<Sample> newestFirst = samples.descendingIterator();
        while (newestFirst.hasNext()) {
            Sample sample = newestFirst.next();
            if (position.reaches(sample.position)) {
                return now - sample.at;
            }
        }
        return Long.MAX_VALUE;
    }

    private record Sample(LogPosition position, long at) {}
}
