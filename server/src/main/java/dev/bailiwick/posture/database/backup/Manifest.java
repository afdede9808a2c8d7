package dev.bailiwick.posture.database.backup;

import java.util.List;

/**
 * The last entry of a backup: what is in it. A file without one was never finished.
 *
 * @param startLsn where the WAL begins that the copy needs
 * @param stopLsn where the copy is consistent
 * @param entries all others, in their order
 */
record Manifest(String startLsn, String stopLsn, List<Entry> entries) {

    static final String NAME = "manifest.json";

    /** More than any list of files has; what is longer is not read. */
    static final int LARGEST = 256 << 20;

    Manifest {
        entries = List.copyOf(entries);
    }

    /**
     * A file of the backup.
     *
     * @param sha256 of its content, in hexadecimal digits
     */
    record Entry(String name, long size, String sha256) {}
}
