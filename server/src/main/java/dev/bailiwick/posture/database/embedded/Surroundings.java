package dev.bailiwick.posture.database.embedded;

import java.util.Map;
import java.util.Set;

/**
 * What PostgreSQL's programs get of the server's environment. The master key and passwords may be
 * in it, and are not to lie in the memory and core files of another program. Whoever administers
 * the database can still read what its user can: as the server's own user, also the server's
 * environment.
 */
final class Surroundings {

    /** Where programs, libraries, homes and temporary files are. */
    private static final Set<String> HANDED_ON =
            Set.of("PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH");

    private Surroundings() {}

    /** Leaves nothing else in {@code environment}; messages come in one language. */
    static void bare(Map<String, String> environment) {
        environment.keySet().retainAll(HANDED_ON);
        environment.put("LC_ALL", "C");
    }
}
