package dev.bailiwick.posture.ingestion;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.ocsf.OcsfReader;
import dev.bailiwick.posture.ingestion.ocsf.ParsedRecord;

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

    private static final int MOST_FINDINGS = 2_000;
    private static final long MOST_BYTES = 16L << 20;

    private final OcsfReader records;
    private final long from;
    private final ExecutorService ahead = Executors.newVirtualThreadPerTaskExecutor();
    private Future<FindingSet> next;

    /**
     * @param from the position of the first record that is wanted
     */
    FindingSets(OcsfReader records, long from) {
        this.records = records;
        this.from = from;
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
        List<OcsfFinding> set = new ArrayList<>(MOST_FINDINGS);
        long begun = records.bytesRead();
        for (ParsedRecord one = records.next(); one != null; one = records.next()) {
            if (one instanceof ParsedRecord.Good(long position, OcsfFinding finding)
                    && position >= from) {
                set.add(finding);
            }
            if (set.size() == MOST_FINDINGS || records.bytesRead() - begun > MOST_BYTES) {
                return new FindingSet(set, records.position(), false);
            }
        }
        return new FindingSet(set, records.position(), true);
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
        records.close();
    }
}
