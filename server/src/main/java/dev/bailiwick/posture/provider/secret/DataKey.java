package dev.bailiwick.posture.provider.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

import java.security.GeneralSecurityException;
import java.util.UUID;

/** A key that credentials are sealed with; the database has it wrapped by the master key. */
final class DataKey {

    private final UUID id;
    private final Aead aead;

    private DataKey(UUID id, Aead aead) {
        this.id = id;
        this.aead = aead;
    }

    /** A new key, wrapped. */
    static byte[] make(UUID id, Aead master) {
        try {
            KeysetHandle keys = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            return TinkProtoKeysetFormat.serializeEncryptedKeyset(keys, master, context(id));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java platform has AES-GCM", e);
        }
    }

    /**
     * @throws GeneralSecurityException if this is not the master key that it was wrapped with, or
     *     not the id that it was made for
     */
    static DataKey unwrap(UUID id, byte[] wrapped, Aead master) throws GeneralSecurityException {
        KeysetHandle keys =
                TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, master, context(id));
        return new DataKey(id, keys.getPrimitive(RegistryConfiguration.get(), Aead.class));
    }

    /**
     * The same key, wrapped by another master key.
     *
     * @throws GeneralSecurityException as {@link #unwrap}
     */
    static byte[] wrapAnew(UUID id, byte[] wrapped, Aead from, Aead to)
            throws GeneralSecurityException {
        return TinkProtoKeysetFormat.serializeEncryptedKeyset(
                TinkProtoKeysetFormat.parseEncryptedKeyset(wrapped, from, context(id)),
                to,
                context(id));
    }

    UUID id() {
        return id;
    }

    byte[] seal(String text, Seat seat) {
        try {
            return aead.encrypt(text.getBytes(UTF_8), seat.bytes());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("credentials of at most 64 KiB can be sealed", e);
        }
    }

    /**
     * @throws GeneralSecurityException unless it was sealed with this key for this very seat
     */
    String open(byte[] sealed, Seat seat) throws GeneralSecurityException {
        return new String(aead.decrypt(sealed, seat.bytes()), UTF_8);
    }

    private static byte[] context(UUID id) {
        return ("data key " + id).getBytes(UTF_8);
    }
}
