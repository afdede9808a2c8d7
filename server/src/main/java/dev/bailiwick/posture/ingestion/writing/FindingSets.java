package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.packed.Unpacker;
import dev.bailiwick.posture.ingestion.packed.Unpacker.Unpacked;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The findings of a file in sets, each read while the one before it is written. Two sets are in
 * memory at most. For one thread, in whose scope the file is read.
 */
final class FindingSets implements AutoCloseable {

    /** The first set is small, so that the database has something to do at once. */
    private static final int FIRST_FINDINGS = 250;

    private static final int MOST_FINDINGS = 2_000;
    private static final long MOST_BYTES = 8L << 20;

    private final Unpacker findings;
    private final long from;
    private final long total;
    private final ExecutorService ahead = Executors.newVirtualThreadPerTaskExecutor();
    private int size = FIRST_FINDINGS;
    private Future<FindingSet> next;

    /**
     * @param from the position of the first record that is wanted
     * @param total how many records the file has
     */
    FindingSets(Unpacker findings, long from, long total) {
        this.findings = findings;
        this.from = from;
        this.total = total;
        this.next = begin();
    }

    /**
     * Some findings of a file, in its order.
     *
     * @param end the position of the record after them
     * @param last whether the file ends there
     */
    record FindingSet(List<OcsfFinding> findings, long end, boolean last) {

        FindingSet {
            findings = List.copyOf(findings);
        }
    }

    /** The next set; may be empty. To be called until the last one has been answered. */
    FindingSet next() {
        FindingSet set = await(next);
        if (!set.last()) {
            next = begin();
        }
        return set;
    }

    private Future<FindingSet> begin() {
        return ahead.submit(Scopes.carry(this::read));
    }

    private FindingSet read() {
        int most = size;
        size = Math.min(2 * size, MOST_FINDINGS);
        List<OcsfFinding> set = new ArrayList<>(most);
        long begun = findings.bytesRead();
        for (Unpacked one = findings.next(); one != null; one = findings.next()) {
            if (one.position() < from) {
                begun = findings.bytesRead();
                continue;
            }
            set.add(one.finding());
            if (set.size() == most || findings.bytesRead() - begun > MOST_BYTES) {
                return new FindingSet(set, one.position() + 1, false);
            }
        }
        return new FindingSet(set, total, true);
    }

    private static FindingSet await(Future<FindingSet> reading) {
        try {
            return reading.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a file was read", e);
        }
    }

    /** Waits for the set that is being read. */
    @Override
    public void close() {
        ahead.close();
    }
}
