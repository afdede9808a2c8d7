package dev.bailiwick.posture.provider.connection;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.task.engine.QueueProperties;
import dev.bailiwick.posture.task.job.JobQueue;

import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Keeps what takes long, such as a program that has to start and to sign in, from taking all
 * threads of this process that check connections: half of them are for whoever answers at once. Of
 * the others a tenant has half, however many it waits for: what it has put off comes again sooner
 * than what another asks for, and would take each place that gets free.
 */
@Component
final class SlowProbes {

    private final int places;
    private final int share;

    /** Whose those are that are under way. */
    private final List<TenantId> taken = new ArrayList<>();

    SlowProbes(QueueProperties threads) {
        places = Math.max(1, threads.of(JobQueue.CHECKS) / 2);
        share = Math.max(1, places / 2);
    }

    /** False if it is slow, and too many such are under way, or too many of the tenant's. */
    synchronized boolean enter(ConnectionProbe probe, TenantId tenant) {
        if (!isSlow(probe)) {
            return true;
        }
        return taken.size() < places
                && Collections.frequency(taken, tenant) < share
                && taken.add(tenant);
    }

    /** After it has entered. */
    synchronized void leave(ConnectionProbe probe, TenantId tenant) {
        if (isSlow(probe)) {
            taken.remove(tenant);
        }
    }

    private static boolean isSlow(ConnectionProbe probe) {
        return probe.patience().compareTo(ConnectionProbe.USUAL_PATIENCE) > 0;
    }
}
