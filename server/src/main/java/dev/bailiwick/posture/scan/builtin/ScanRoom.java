package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.scan.engine.ScannerBusyException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadFactory;

/**
 * Room for the scans that are at work in this process, and for those that were given up and go on
 * all the same. Each holds a thread and all that it is about, so there are so many places and no
 * more; a tenant whose scans do not end gets no others.
 */
final class ScanRoom {

    /** For those that were given up, beside as many as may be made at once. */
    static final int SPARE = 4;

    /**
     * Who has as many given up begins no other: all that others could have would go the same way.
     */
    static final int MOST_GIVEN_UP = 2;

    private static final Logger log = LoggerFactory.getLogger(ScanRoom.class);

    private final int places;
    private final Set<Place> taken = new HashSet<>();

    /**
     * @param scans how many are made at once
     */
    ScanRoom(int scans) {
        this.places = scans + SPARE;
    }

    /**
     * Takes a place.
     *
     * @throws ScannerBusyException if there is none now
     */
    synchronized Place enter(TenantId tenant) {
        if (taken.size() >= places || givenUp(tenant) >= MOST_GIVEN_UP) {
            log.warn(
                    "A scan is put off: {} are at work here that were given up, {} of them the"
                            + " tenant's",
                    givenUp(),
                    givenUp(tenant));
            throw new ScannerBusyException(
                    "Scans that were ended are still at work on this server, and no other begins"
                            + " beside them. If that lasts, the server has to be started anew.");
        }
        Place place = new Place(tenant);
        taken.add(place);
        return place;
    }

    private long givenUp(TenantId tenant) {
        return taken.stream().filter(place -> place.left && place.tenant.equals(tenant)).count();
    }

    /** How many go on that were given up. */
    synchronized long givenUp() {
        return taken.stream().filter(place -> place.left).count();
    }

    /** Taken until whoever has entered leaves it and what is done in it has ended. */
    final class Place implements AutoCloseable {

        private final TenantId tenant;
        private boolean busy;
        private boolean left;

        private Place(TenantId tenant) {
            this.tenant = tenant;
        }

        /** {@code work}, which is done in this place from now on. */
        Runnable keptBy(Runnable work) {
            synchronized (ScanRoom.this) {
                busy = true;
            }
            return () -> {
                try {
                    work.run();
                } finally {
                    ended();
                }
            };
        }

        /** Starts a thread for {@code work}, which keeps this place until it ends. */
        Thread start(ThreadFactory threads, Runnable work) {
            Runnable kept = keptBy(work);
            boolean started = false;
            try {
                Thread thread = threads.newThread(kept);
                thread.start();
                started = true;
                return thread;
            } finally {
                // the machine may have none left to give
                if (!started) {
                    ended();
                }
            }
        }

        private void ended() {
            synchronized (ScanRoom.this) {
                busy = false;
                free();
            }
        }

        @Override
        public void close() {
            synchronized (ScanRoom.this) {
                left = true;
                free();
            }
        }

        private void free() {
            if (left && !busy) {
                taken.remove(this);
            }
        }
    }
}
