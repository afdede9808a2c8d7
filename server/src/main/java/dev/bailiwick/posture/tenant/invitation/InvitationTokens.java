package dev.bailiwick.posture.tenant.invitation;

import static java.nio.file.attribute.PosixFilePermissions.asFileAttribute;
import static java.nio.file.attribute.PosixFilePermissions.fromString;

import dev.bailiwick.posture.database.DataDirectory;

import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
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

    private final Path file;
    private volatile @Nullable SecretKeySpec known;

    InvitationTokens(InvitationProperties settings, DataDirectory data) {
        this.file =
                settings.key() == null ? data.secrets().resolve("invitation-key") : settings.key();
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
                key = new SecretKeySpec(read(), ALGORITHM);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The key of invitations, %s, cannot be read (%s)".formatted(file, e), e);
            }
            known = key;
        }
        return key;
    }

    private byte[] read() throws IOException {
        if (!Files.exists(file)) {
            make();
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != KEY_BYTES) {
            throw new IOException("it must have %d bytes".formatted(KEY_BYTES));
        }
        return bytes;
    }

    /** As a whole or not at all; another process that is faster wins. */
    private void make() throws IOException {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        Path directory = file.toAbsolutePath().getParent();
        Path draft =
                Files.createTempFile(
                        directory, "draft", ".tmp", asFileAttribute(fromString("rw-------")));
        try (var channel = Files.newByteChannel(draft, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes));
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException e) {
            // made in the meantime, and read like any other
        } finally {
            Files.delete(draft);
        }
    }
}
