package dev.bailiwick.posture.finding;

import dev.bailiwick.posture.digest.Sha256;

import java.nio.ByteBuffer;

/** What a finding's uid is looked up by: the first eight bytes of its SHA-256. */
public final class UidHash {

    private UidHash() {}

    public static long of(String uid) {
        return ByteBuffer.wrap(Sha256.of(uid)).getLong();
    }
}
