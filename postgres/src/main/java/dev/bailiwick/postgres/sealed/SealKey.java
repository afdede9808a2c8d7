package dev.bailiwick.postgres.sealed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret that the application and the verifier in the database share. Its text is its number
 * alone: the secret is in no message and in no {@code toString}.
 *
 * <p>Safe for use by several threads.
 */
public final class SealKey {

    private static final int BLOCK = 64;
    private static final int LEAST = 32;
    private static final int MOST_ID = 99_999;
    private static final Pattern FILE =
            Pattern.compile("bailiwick-seal-key ([0-9]{1,5}) ([A-Za-z0-9_-]+)\\s*");

    private final int id;
    private final byte[] secret;

    private SealKey(int id, byte[] secret) {
        if (id < 1 || id > MOST_ID) {
            throw new IllegalArgumentException("A seal key's number is 1 to 99999, not " + id);
        }
        if (secret.length < LEAST || secret.length > BLOCK) {
            throw new IllegalArgumentException(
                    "A seal key has 32 to 64 bytes, not " + secret.length);
        }
        this.id = id;
        this.secret = secret.clone();
    }

    /**
     * @param id tells keys apart while two of them are valid; 1 to 99999
     * @param secret 32 to 64 random bytes; copied
     */
    public static SealKey of(int id, byte[] secret) {
        return new SealKey(id, secret);
    }

    /** A new one, from the system's source of randomness. */
    public static SealKey generate(int id) {
        byte[] secret = new byte[LEAST];
        new SecureRandom().nextBytes(secret);
        return new SealKey(id, secret);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException if the file cannot be read, may be read by others than its owner, or
     *     holds no key; the message does not show what it holds
     */
    public static SealKey read(Path file) throws IOException {
        if (posix(file)) {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            permissions.removeAll(PosixFilePermissions.fromString("rw-------"));
            if (!permissions.isEmpty()) {
                throw new IOException(
                        "The key file %s may be used by others (%s); chmod 600 it"
                                .formatted(file, PosixFilePermissions.toString(permissions)));
            }
        }
        try {
            return parse(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException broken) {
            throw new IOException("The file %s holds no whole seal key".formatted(file));
        }
    }

    /**
     * A key from what {@link #write} would have written, for a secret that is handed over in the
     * environment.
     *
     * @throws IllegalArgumentException if it is none; the message does not show it
     */
    public static SealKey parse(String text) {
        Matcher found = FILE.matcher(text);
        if (found.matches()) {
            try {
                return new SealKey(
                        Integer.parseInt(found.group(1)),
                        Base64.getUrlDecoder().decode(found.group(2)));
            } catch (IllegalArgumentException broken) {
                // told below, without what it says
            }
        }
        throw new IllegalArgumentException("This is no whole seal key");
    }

    /**
     * Writes a new file that its owner alone may read.
     *
     * @throws IOException if the file exists already, or cannot be written
     */
    public void write(Path file) throws IOException {
        FileAttribute<?>[] ownersOnly =
                posix(file)
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Files.createFile(file, ownersOnly);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Files.writeString(
                file, "bailiwick-seal-key " + id + " " + text + "\n", StandardOpenOption.WRITE);
    }

    public int id() {
        return id;
    }

    /** Five digits, as tokens and the table of keys have it. */
    String number() {
        return "%05d".formatted(id);
    }

    /** One of the two blocks that HMAC hashes first, which is all that the verifier needs. */
    byte[] inner() {
        return pad(0x36);
    }

    byte[] outer() {
        return pad(0x5c);
    }

    private byte[] pad(int with) {
        byte[] pad = Arrays.copyOf(secret, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            pad[i] ^= (byte) with;
        }
        return pad;
    }

    /** HMAC-SHA256 (RFC 2104) with the key's blocks hashed once and not for every token. */
    Signing signing() {
        return new Signing(begun(inner()), begun(outer()));
    }

    private static MessageDigest begun(byte[] block) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(block);
            return digest;
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }

    private static boolean posix(Path file) {
        return file.getFileSystem().equals(FileSystems.getDefault())
                && FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }

    @Override
    public String toString() {
        return "seal key " + id;
    }

    /** The state after the key, to go on from. */
    static final class Signing {

        private final MessageDigest inner;
        private final MessageDigest outer;

        private Signing(MessageDigest inner, MessageDigest outer) {
            this.inner = inner;
            this.outer = outer;
        }

        /** Lower-case hexadecimal, 64 letters. */
        String mac(String message) {
            try {
                MessageDigest first = (MessageDigest) inner.clone();
                MessageDigest second = (MessageDigest) outer.clone();
                second.update(first.digest(message.getBytes(StandardCharsets.UTF_8)));
                return HexFormat.of().formatHex(second.digest());
            } catch (CloneNotSupportedException impossible) {
                throw new IllegalStateException("The JDK's SHA-256 can be cloned", impossible);
            }
        }
    }
}
