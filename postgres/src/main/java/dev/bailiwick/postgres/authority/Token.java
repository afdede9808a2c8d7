package dev.bailiwick.postgres.authority;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;

/**
 * A secret that opens something. The database has its hash; the secret itself is in no statement,
 * log or message.
 *
 * @param secret to be sent to whom it is for, and kept nowhere else
 */
public record Token(String secret) {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 32;

    public Token {
        Objects.requireNonNull(secret, "secret");
    }

    static Token random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Token[…]";
    }
}
