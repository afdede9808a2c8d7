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

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.KeyFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;

/**
 * The key that opens the others. It is in the environment or in a file beside the database, never
 * in it, so that a copy of the database opens nothing.
 */
final class MasterKey {

    static final String FILE = "master-key";

    private static final String VARIABLE = "BAILIWICK_MASTER_KEY";
    private static final int BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final KeyFile file;
    private final @Nullable String variable;

    private MasterKey(KeyFile file, @Nullable String variable) {
        this.file = file;
        this.variable = variable;
    }

    static MasterKey of(Path file, Map<String, String> environment) {
        String variable = environment.get(VARIABLE);
        return new MasterKey(
                KeyFile.base64(file, BYTES),
                variable == null || variable.isBlank() ? null : variable.strip());
    }

    /**
     * @throws CommandException with one line, if it cannot be read
     */
    Aead read() {
        return aead(false);
    }

    /** As {@link #read}; where there is none it is made. */
    Aead readOrMake() {
        return aead(true);
    }

    private Aead aead(boolean make) {
        try {
            byte[] bytes =
                    variable != null ? decoded(variable) : make ? file.readOrMake() : file.read();
            return aead(bytes);
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The master key, %s, cannot be used (%s); put back the one that the credentials of providers were sealed with, or name it with bailiwick.secrets.key or %s."
                            .formatted(file.path(), e.getMessage(), VARIABLE));
        }
    }

    /** Where it is, in words. */
    String place() {
        return variable != null ? "in " + VARIABLE : file.path().toString();
    }

    private static byte[] decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (bytes.length == BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // said below, without repeating the text
        }
        throw CommandException.couldNot(VARIABLE + " must be 32 bytes in base64.");
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
