package dev.bailiwick.posture.tenant.invitation;

import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.KeyFile;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of invitations, which those who manage the account may read again and again though the
 * database has no more than their hashes: each is made from its invitation with a key that lies
 * beside the database, never in it.
 */
@Component
class InvitationTokens {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 26;
    private static final int KEY_BYTES = 32;

    private final KeyFile file;
    private volatile @Nullable SecretKeySpec known;

    InvitationTokens(InvitationProperties settings, DataDirectory data) {
        Path own = settings.key();
        this.file = KeyFile.raw(own == null ? data.invitationKey() : own, KEY_BYTES);
    }

    /**
     * 26 of 30 letters, 127 bits: nobody guesses one.
     *
     * @param generation another for each address that the invitation was changed to, null for the
     *     first
     * @throws UncheckedIOException if the key can be neither read nor made
     */
    String of(UUID tenant, UUID invitation, @Nullable UUID generation) {
        String text = tenant + " " + invitation;
        byte[] mac = mac(generation == null ? text : text + " " + generation);
        // as a number, so that no letter is more likely than another by more than one in 2^120
        BigInteger rest = new BigInteger(1, mac);
        BigInteger base = BigInteger.valueOf(LETTERS.length());
        StringBuilder token = new StringBuilder(LENGTH);
        for (int n = 0; n < LENGTH; n++) {
            token.append(LETTERS.charAt(rest.mod(base).intValue()));
            rest = rest.divide(base);
        }
        return token.toString();
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key());
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java platform has " + ALGORITHM, e);
        }
    }

    private SecretKeySpec key() {
        SecretKeySpec key = known;
        if (key == null) {
            try {
                key = new SecretKeySpec(file.readOrMake(), ALGORITHM);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The key of invitations, %s, cannot be read (%s)".formatted(file.path(), e),
                        e);
            }
            known = key;
        }
        return key;
    }
}
