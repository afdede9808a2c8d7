package dev.bailiwick.posture.ingestion.ocsf;

import java.util.Arrays;

/**
 * The hashes of the uids that a file has brought so far: eight bytes each and half as much again
 * for room, where a set of objects would need fifty.
 */
final class Uids {

    private static final int FIRST_CAPACITY = 1 << 10;

    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    // open addressing with linear probing; zero marks a free place
    private long[] places = new long[FIRST_CAPACITY];
    private int size;
    private boolean zero;

    /**
     * @return false if the uid was there already, for the same account
     */
    boolean add(OcsfFinding finding) {
        Account account = finding.account();
        long salt = 31L * account.uid().hashCode() + account.kind().word().hashCode();
        return add(finding.uidHash() ^ salt * SPREAD);
    }

    private boolean add(long hash) {
        if (hash == 0) {
            boolean fresh = !zero;
            zero = true;
            return fresh;
        }
        if (!put(places, hash)) {
            return false;
        }
        size++;
        if (size > places.length / 4 * 3) {
            long[] larger = new long[places.length * 2];
            Arrays.stream(places).filter(each -> each != 0).forEach(each -> put(larger, each));
            places = larger;
        }
        return true;
    }

    private static boolean put(long[] places, long hash) {
        // already evenly spread: it is a part of a SHA-256
        int place = (int) (hash >>> 32) & places.length - 1;
        while (places[place] != 0) {
            if (places[place] == hash) {
                return false;
            }
            place = place + 1 & places.length - 1;
        }
        places[place] = hash;
        return true;
    }
}
