package dev.bailiwick.posture.ingestion;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.ingestion.packed.Packer;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A file that is being read, and the findings in it: packed into pieces, of which each is handed on
 * when it is full or has waited long enough.
 */
final class Receipt extends BlockInputStream {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    /** Where pieces go. */
    interface Keeper {

        /**
         * @param seq of the piece, from zero
         * @param piece empty if nothing has come but bytes
         */
        void keep(int seq, byte[] piece);
    }

    private final InputStream file;
    private final Keeper keeper;
    private final Packer packer = new Packer();
    private int seq;
    private long kept = System.nanoTime();

    Receipt(InputStream file, Keeper keeper) {
        this.file = file;
        this.keeper = keeper;
    }

    @Override
    public int read(byte[] target, int offset, int most) throws IOException {
        if (System.nanoTime() - kept > LONGEST_WAIT.toNanos()) {
            handOn(keeper);
        }
        return file.read(target, offset, most);
    }

    /** Takes a finding of the file, whose record stands at {@code position}. */
    void add(long position, OcsfFinding finding) {
        packer.add(position, finding);
        if (packer.isFull()) {
            handOn(keeper);
        }
    }

    /** Hands on what has come since the last piece; nothing may have come. */
    void handOn(Keeper to) {
        if (packer.isEmpty()) {
            to.keep(seq, new byte[0]);
        } else {
            to.keep(seq, packer.take());
            seq++;
        }
        kept = System.nanoTime();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
