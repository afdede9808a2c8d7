package dev.bailiwick.posture.provider.secret;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;

/**
 * The master keys of a process: one, or several while it is being changed. The first wraps, each
 * opens what it has wrapped.
 */
final class MasterKeys {

    static final int BYTES = 32;

    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final List<Aead> keys;

    /**
     * @param keys each of {@link #BYTES}; at least one
     */
    MasterKeys(List<byte[]> keys) {
        this.keys = keys.stream().map(MasterKeys::aead).toList();
    }

    Aead first() {
        return keys.getFirst();
    }

    /** The one that has wrapped this. */
    Aead thatOpens(UUID id, byte[] wrapped) throws GeneralSecurityException {
        for (Aead key : keys) {
            try {
                DataKey.unwrap(id, wrapped, key);
                return key;
            } catch (GeneralSecurityException e) {
                // another one may
            }
        }
        throw new GeneralSecurityException("no master key has wrapped the key " + id);
    }

    /**
     * @throws GeneralSecurityException if none of them has wrapped it
     */
    DataKey unwrap(UUID id, byte[] wrapped) throws GeneralSecurityException {
        return DataKey.unwrap(id, wrapped, thatOpens(id, wrapped));
    }

    @AccessesPartialKey
    private static Aead aead(byte[] bytes) {
        try {
            AeadConfig.register();
            AesGcmParameters parameters =
                    AesGcmParameters.builder()
                            .setKeySizeBytes(BYTES)
                            .setIvSizeBytes(IV_BYTES)
                            .setTagSizeBytes(TAG_BYTES)
                            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
                            .build();
            AesGcmKey key =
                    AesGcmKey.builder()
                            .setParameters(parameters)
                            .setKeyBytes(SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()))
                            .build();
            return KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
                    .build()
                    .getPrimitive(RegistryConfiguration.get(), Aead.class);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("Every Java platform has AES-GCM", e);
        }
    }
}
