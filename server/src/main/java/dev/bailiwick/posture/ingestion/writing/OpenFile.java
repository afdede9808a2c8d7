package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.Account;

import java.util.Map;
import java.util.UUID;

/**
 * An accepted file whose turn it is.
 *
 * @param before how far an earlier attempt has written it
 * @param targets of those accounts whose providers are still there
 * @param leastPercent the progress that is shown does not fall below
 */
record OpenFile(UUID id, Progress.Written before, Map<Account, Target> targets, int leastPercent) {

    OpenFile {
        targets = Map.copyOf(targets);
    }

    /** What is shown when {@code records} of it are written. */
    int percent(long records) {
        return Math.max(leastPercent, before.percent(records));
    }
}
