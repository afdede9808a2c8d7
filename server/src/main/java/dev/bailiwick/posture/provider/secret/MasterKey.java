package dev.bailiwick.posture.provider.secret;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.digest.Sha256;
import dev.bailiwick.posture.directory.KeyFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Where the key is that opens the others: in the environment or in a file beside the database,
 * never in it, so that a copy of the database opens nothing. While it is being changed there are
 * several, the new one first.
 */
final class MasterKey {

    static final String VARIABLE = "BAILIWICK_MASTER_KEY";

    private final KeyFile file;
    private final @Nullable String variable;

    private MasterKey(KeyFile file, @Nullable String variable) {
        this.file = file;
        this.variable = variable;
    }

    static MasterKey of(Path file, Map<String, String> environment) {
        String variable = environment.get(VARIABLE);
        return new MasterKey(
                KeyFile.base64(file, MasterKeys.BYTES),
                variable == null || variable.isBlank() ? null : variable.strip());
    }

    /**
     * @throws CommandException with one line, if it cannot be read
     */
    MasterKeys read() {
        return new MasterKeys(bytes());
    }

    /** As {@link #read}; where there is none it is made. */
    MasterKeys readOrMake() {
        try {
            if (variable == null && !file.exists()) {
                file.readOrMake();
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return read();
    }

    /** The keys themselves, as {@link #read}. */
    List<byte[]> bytes() {
        try {
            return variable != null ? decoded(variable) : file.readLines();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    boolean isVariable() {
        return variable != null;
    }

    /** From now on these are the keys, for whoever reads the file. */
    void replace(List<byte[]> keys) throws IOException {
        file.replaceLines(keys);
    }

    /**
     * Puts a key beside the file that it was in, under a name that is always the same for this key.
     * It belongs to the same owner, who makes backups of both.
     */
    Path keepFormer(byte[] key) throws IOException {
        Path former =
                file.path().resolveSibling(file.path().getFileName() + KeyFile.FORMER + mark(key));
        KeyFile.base64(former, MasterKeys.BYTES).replaceLines(List.of(key), file);
        return former;
    }

    /** Tells keys apart, and nothing of them. */
    private static String mark(byte[] key) {
        MessageDigest digest = Sha256.begin();
        digest.update("master key ".getBytes(US_ASCII));
        return HexFormat.of().formatHex(digest.digest(key), 0, 4);
    }

    private CommandException unusable(IOException e) {
        return CommandException.couldNot(
                "The master key, %s, cannot be used (%s); put back the one that the credentials of providers were sealed with, or name it with bailiwick.secrets.key or %s."
                        .formatted(file.path(), e.getMessage(), VARIABLE));
    }

    /** Where it is, in words. */
    String place() {
        return variable != null ? "in " + VARIABLE : file.path().toString();
    }

    private static List<byte[]> decoded(String text) {
        List<byte[]> keys = new ArrayList<>();
        for (String each : text.split("[,\\s]+", -1)) {
            byte[] bytes = decodedOne(each);
            if (bytes.length != MasterKeys.BYTES) {
                throw CommandException.couldNot(
                        VARIABLE
                                + " must be 32 bytes in base64; while the key is changed two of"
                                + " them, with a comma between.");
            }
            keys.add(bytes);
        }
        return keys;
    }

    private static byte[] decodedOne(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            // said by the caller, without repeating the text
            return new byte[0];
        }
    }
}
