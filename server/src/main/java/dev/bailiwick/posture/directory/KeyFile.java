package dev.bailiwick.posture.directory;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A file of random bytes that lies beside the database, never in it.
 *
 * @param length how many bytes
 * @param text whether the file has them in base64
 */
public record KeyFile(Path path, int length, boolean text) {

    /** Stands between the name of a file and the mark of a key that was put aside beside it. */
    public static final String FORMER = ".former-";

    /** One that holds the bytes as they are. */
    public static KeyFile raw(Path path, int length) {
        return new KeyFile(path, length, false);
    }

    /** One that people can copy. */
    public static KeyFile base64(Path path, int length) {
        return new KeyFile(path, length, true);
    }

    public boolean exists() {
        return Files.exists(path);
    }

    /**
     * The bytes.
     *
     * @throws IOException if there are none, others may read them, or their number is wrong
     */
    public byte[] read() throws IOException {
        refuseUnlessPrivate();
        byte[] content = Files.readAllBytes(path);
        return checked(text ? decoded(content) : content);
    }

    private void refuseUnlessPrivate() throws IOException {
        if (!exists()) {
            throw new NoSuchFileException(path.toString());
        }
        if (PrivateFile.isOpenToOthers(path)) {
            throw new IOException("others may read it: chmod 600 it");
        }
    }

    private byte[] checked(byte[] bytes) throws IOException {
        if (bytes.length != length) {
            throw new IOException(
                    "it must have %d bytes%s".formatted(length, text ? " in base64" : ""));
        }
        return bytes;
    }

    private static byte[] decoded(byte[] content) {
        try {
            return Base64.getDecoder().decode(new String(content, US_ASCII).strip());
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /**
     * The bytes of each line of a file that people can copy; at least one.
     *
     * @throws IOException as {@link #read}
     */
    public List<byte[]> readLines() throws IOException {
        refuseUnlessPrivate();
        List<byte[]> lines = new ArrayList<>();
        for (String line : Files.readString(path, US_ASCII).split("\\s+", -1)) {
            if (!line.isEmpty()) {
                lines.add(checked(decoded(line.getBytes(US_ASCII))));
            }
        }
        if (lines.isEmpty()) {
            throw new IOException("it is empty");
        }
        return lines;
    }

    /**
     * Writes each of them in a line, in place of what there was: as a whole or not at all, and safe
     * on the disk when this returns. The owner stays, since that is whom the server runs as.
     *
     * @throws IOException also if the caller may not give a file to that owner
     */
    public void replaceLines(List<byte[]> lines) throws IOException {
        replaceLines(lines, this);
    }

    /**
     * As {@link #replaceLines(List)}.
     *
     * @param owned a file of the owner whom this one is given to
     */
    public void replaceLines(List<byte[]> lines, KeyFile owned) throws IOException {
        // what a link leads to is replaced, not the link
        Path target = exists() ? path.toRealPath() : path.toAbsolutePath();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] line : lines) {
            content.writeBytes(encoded(line));
        }
        PrivateFile.replace(target, content.toByteArray(), owned.exists() ? owned.path : null);
    }

    /** The bytes; random ones are written first where there is no file. */
    public byte[] readOrMake() throws IOException {
        if (!exists()) {
            make();
        }
        return read();
    }

    /** Another process that is faster wins, and its key is read like any other. */
    private void make() throws IOException {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        PrivateFile.create(path, text ? encoded(bytes) : bytes);
    }

    private static byte[] encoded(byte[] bytes) {
        return (Base64.getEncoder().encodeToString(bytes) + "\n").getBytes(US_ASCII);
    }
}
