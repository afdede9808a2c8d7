package dev.bailiwick.posture.ingestion;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Collects what is read from a file into pieces, and hands each on when it is full or has waited
 * long enough.
 */
final class Receipt extends InputStream {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Where pieces go. */
    interface Keeper {

        /**
         * @param seq of the piece, from zero
         * @param bytes of which the first {@code length} are the piece; used again afterwards
         */
        void keep(int seq, byte[] bytes, int length);
    }

    private final InputStream file;
    private final Keeper keeper;
    private final byte[] buffer = new byte[Chunks.SIZE];
    private int length;
    private int seq;
    private long kept = System.nanoTime();

    Receipt(InputStream file, Keeper keeper) {
        this.file = file;
        this.keeper = keeper;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int most) throws IOException {
        if (length == buffer.length
                || (length > 0 && System.nanoTime() - kept > LONGEST_WAIT.toNanos())) {
            handOn(keeper);
        }
        int read = file.read(target, offset, Math.min(most, buffer.length - length));
        if (read > 0) {
            System.arraycopy(target, offset, buffer, length, read);
            length += read;
        }
        return read;
    }

    /** Hands on what has come since the last piece; nothing may have come. */
    void handOn(Keeper to) {
        to.keep(seq, buffer, length);
        seq++;
        length = 0;
        kept = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
