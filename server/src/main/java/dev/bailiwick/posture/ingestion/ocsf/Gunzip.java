package dev.bailiwick.posture.ingestion.ocsf;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unpacks gzip, and notices when a little of it becomes far too much.
 *
 * <p>Trouble with the packed bytes is a {@link MalformedFileException}; an {@link IOException} is
 * the source's own.
 */
public final class Gunzip extends BlockInputStream {

    /** Findings shrink to a twentieth or so; blanks alone would shrink to a thousandth. */
    private static final int MOST_EXPANSION = 200;

    private static final long NEVER_MIND_BELOW = 32L << 20;
    private static final int BUFFER = 64 << 10;

    private final InputStream in;
    private final Packed packed;
    private long plain;

    private Gunzip(Packed packed) throws IOException {
        this.in = new GZIPInputStream(packed, BUFFER);
        this.packed = packed;
    }

    /**
     * {@code in} unpacked if it starts like gzip, else as it is.
     *
     * @throws IOException if the first bytes cannot be had
     */
    public static InputStream ifPacked(InputStream in) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(in, 2);
        return startsLikeGzip(peeked) ? open(peeked) : peeked;
    }

    /**
     * {@code in} unpacked.
     *
     * @throws MalformedFileException if it is not gzip
     * @throws IOException if the first bytes cannot be had
     */
    public static InputStream declared(InputStream in) throws IOException {
        PushbackInputStream peeked = new PushbackInputStream(in, 2);
        if (!startsLikeGzip(peeked)) {
            throw new MalformedFileException(
                    "The body is not gzip, though its Content-Encoding says so");
        }
        return open(peeked);
    }

    private static boolean startsLikeGzip(PushbackInputStream in) throws IOException {
        byte[] start = new byte[2];
        int read = in.readNBytes(start, 0, 2);
        in.unread(start, 0, read);
        return read == 2 && start[0] == 0x1F && start[1] == (byte) 0x8B;
    }

    private static InputStream open(InputStream in) throws IOException {
        Packed packed = new Packed(in);
        try {
            return new Gunzip(packed);
        } catch (EOFException | ZipException e) {
            if (packed.failed) {
                throw e;
            }
            throw damaged(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read;
        try {
            read = in.read(target, offset, length);
        } catch (EOFException | ZipException e) {
            if (packed.failed) {
                throw e;
            }
            throw damaged(e);
        }
        plain += Math.max(read, 0);
        if (plain > NEVER_MIND_BELOW && plain / MOST_EXPANSION > packed.count) {
            throw new MalformedFileException(
                    "The gzip data expands more than %d times".formatted(MOST_EXPANSION));
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static MalformedFileException damaged(IOException cause) {
        return cause instanceof EOFException
                ? new MalformedFileException("The gzip data ends too early", cause)
                : new MalformedFileException("The gzip data is damaged", cause);
    }

    /** The packed bytes: how many there were, and whether their source broke. */
    private static final class Packed extends BlockInputStream {

        private final InputStream in;
        private long count;
        private boolean failed;

        Packed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                int read = in.read(target, offset, length);
                count += Math.max(read, 0);
                return read;
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
