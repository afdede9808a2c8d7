package dev.bailiwick.posture.finding;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a finding's uid is looked up by: the first eight bytes of its SHA-256. */
final class UidHash {

    private UidHash() {}

    static long of(String uid) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(uid.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(hash).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }
}
