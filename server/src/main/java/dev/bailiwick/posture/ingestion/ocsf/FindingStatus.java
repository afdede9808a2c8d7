package dev.bailiwick.posture.ingestion.ocsf;

import java.util.Optional;

/** How a check went for a resource. Worst first. */
public enum FindingStatus {
    FAIL((short) 0),
    PASS((short) 1),
    MANUAL((short) 2);

    private final short code;

    FindingStatus(short code) {
        this.code = code;
    }

    /** What the database stores. */
    public short code() {
        return code;
    }

    static Optional<FindingStatus> of(String word) {
        return switch (word) {
            case "FAIL" -> Optional.of(FAIL);
            case "PASS" -> Optional.of(PASS);
            case "MANUAL" -> Optional.of(MANUAL);
            default -> Optional.empty();
        };
    }
}
