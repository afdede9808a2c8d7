package dev.bailiwick.posture.provider.credential;

/**
 * Credentials that were sent and found right.
 *
 * @param kept JSON that gives the same credentials when it is read again; as secret as they are
 */
public record Accepted(Credentials credentials, Hidden kept) {}
