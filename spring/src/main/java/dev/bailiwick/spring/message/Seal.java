package dev.bailiwick.spring.message;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA-256 by the current key, accepted by the previous ones too. */
final class Seal {

    static final int LEAST_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    /**
     * @param base64 the current key first
     * @throws IllegalArgumentException if one is no Base64, or too short
     */
    Seal(List<String> base64) {
        List<SecretKeySpec> all = new ArrayList<>();
        for (String text : base64) {
            byte[] bytes = Base64.getDecoder().decode(text.strip());
            if (bytes.length < LEAST_BYTES) {
                throw new IllegalArgumentException(
                        "a key of %d bytes; it must have %d or more"
                                .formatted(bytes.length, LEAST_BYTES));
            }
            all.add(new SecretKeySpec(bytes, ALGORITHM));
        }
        this.keys = List.copyOf(all);
    }

    byte[] over(String text) {
        return over(text, keys.getFirst());
    }

    boolean isOver(String text, byte[] seal) {
        boolean one = false;
        for (SecretKeySpec key : keys) {
            one |= MessageDigest.isEqual(over(text, key), seal);
        }
        return one;
    }

    private static byte[] over(String text, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException absent) {
            throw new IllegalStateException("Every Java has " + ALGORITHM, absent);
        }
    }
}
