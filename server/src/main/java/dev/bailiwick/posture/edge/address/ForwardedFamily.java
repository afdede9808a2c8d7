package dev.bailiwick.posture.edge.address;

/** Which headers a proxy sets. */
public enum ForwardedFamily {
    X_FORWARDED,
    /** RFC 7239. */
    FORWARDED
}
