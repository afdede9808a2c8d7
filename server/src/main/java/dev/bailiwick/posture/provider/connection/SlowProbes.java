package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.posture.task.JobQueue;
import dev.bailiwick.posture.task.QueueProperties;

import org.springframework.stereotype.Component;

import java.util.concurrent.Semaphore;

/**
 * Keeps what takes long, such as a program that has to start and to sign in, from taking all
 * threads of this process that check connections: half of them are for whoever answers at once.
 */
@Component
final class SlowProbes {

    private final Semaphore places;

    SlowProbes(QueueProperties threads) {
        places = new Semaphore(Math.max(1, threads.of(JobQueue.CHECKS) / 2));
    }

    /** False if it is slow, and too many such are under way. */
    boolean enter(ConnectionProbe probe) {
        return !isSlow(probe) || places.tryAcquire();
    }

    /** After it has entered. */
    void leave(ConnectionProbe probe) {
        if (isSlow(probe)) {
            places.release();
        }
    }

    private static boolean isSlow(ConnectionProbe probe) {
        return probe.patience().compareTo(ConnectionProbe.USUAL_PATIENCE) > 0;
    }
}
