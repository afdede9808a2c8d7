package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A valid Detection Finding of one resource.
 *
 * @param uidHash the first eight bytes of the SHA-256 of {@code uid}
 * @param time when the scanner saw it; never in the future
 * @param rest a JSON object with what no other component holds
 */
public record OcsfFinding(
        Account account,
        String uid,
        long uidHash,
        FindingStatus status,
        Severity severity,
        boolean muted,
        String statusExtended,
        Instant time,
        CheckFacts check,
        SeenResource resource,
        @Nullable String rest) {

    /** The same of another account: as which a scanner names it that names it its own way. */
    public OcsfFinding of(Account other) {
        return new OcsfFinding(
                other,
                uid,
                uidHash,
                status,
                severity,
                muted,
                statusExtended,
                time,
                check,
                resource,
                rest);
    }
}
