package dev.bailiwick.posture.account.key;

import dev.bailiwick.posture.digest.Sha256;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An API key as its holder knows it: {@code pk_XXXXXXXX.} and 256 random bits. The prefix finds the
 * row, the secret is compared with the hash there; it needs no slow hash, since it cannot be
 * guessed.
 */
record KeySecret(String prefix, String secret) {

    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final Pattern FORM =
            Pattern.compile("(pk_[" + LETTERS + "]{8})\\.([A-Za-z0-9_-]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeySecret generate() {
        StringBuilder prefix = new StringBuilder("pk_");
        RANDOM.ints(8, 0, LETTERS.length()).forEach(i -> prefix.append(LETTERS.charAt(i)));
        byte[] bits = new byte[32];
        RANDOM.nextBytes(bits);
        return new KeySecret(
                prefix.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** Empty for anything that cannot be a key. */
    static Optional<KeySecret> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches()
                ? Optional.of(new KeySecret(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** SHA-256 of the secret's text. */
    byte[] hash() {
        return Sha256.of(secret);
    }

    /** The whole key, to be shown once. */
    String text() {
        return prefix + "." + secret;
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return prefix;
    }
}
