package dev.bailiwick.posture.ingestion.ocsf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java platform has. */
final class Sha256 {

    private Sha256() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /** The first eight bytes of the hash of {@code text} in UTF-8. */
    static long first64(String text) {
        return ByteBuffer.wrap(of(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }
}
