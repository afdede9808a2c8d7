package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;

import java.util.List;

/**
 * Which releases of PostgreSQL a wall may stand on.
 *
 * @param major the version before the point
 * @param safe the first minor release without a known way around policies
 * @param mended the first minor release without a flaw that any SQL user can exploit
 * @see <a href="https://www.postgresql.org/support/security/">PostgreSQL security information</a>
 */
record Release(int major, int safe, int mended) {

    /**
     * Safe since CVE-2024-10976 (policies below sub-queries) and CVE-2025-8713 (statistics of rows
     * behind policies); 18.1 was the first update of its line. Mended since CVE-2026-6473.
     */
    private static final List<Release> SUPPORTED =
            List.of(
                    new Release(15, 14, 18),
                    new Release(16, 10, 14),
                    new Release(17, 6, 10),
                    new Release(18, 1, 4));

    /**
     * @param number as {@code server_version_num}
     * @param version as {@code server_version}
     */
    static List<Fault> faults(int number, String version) {
        int major = number / 10_000;
        int minor = number % 10_000;
        for (Release release : SUPPORTED) {
            if (release.major() == major) {
                return release.judge(minor, version);
            }
        }
        return major < SUPPORTED.getFirst().major()
                ? List.of(
                        Check.SERVER_VERSION.fault(
                                "server",
                                "PostgreSQL %s is older than %d, the oldest that is supported",
                                version,
                                SUPPORTED.getFirst().major()))
                : List.of();
    }

    private List<Fault> judge(int minor, String version) {
        if (minor < safe) {
            return List.of(
                    Check.SERVER_VERSION.fault(
                            "server",
                            "PostgreSQL %s is older than %d.%d, which has security fixes it lacks",
                            version,
                            major,
                            safe));
        }
        if (minor < mended) {
            return List.of(
                    Check.SERVER_OUTDATED.fault(
                            "server",
                            "PostgreSQL %s is older than %d.%d, which has security fixes it lacks",
                            version,
                            major,
                            mended));
        }
        return List.of();
    }
}
