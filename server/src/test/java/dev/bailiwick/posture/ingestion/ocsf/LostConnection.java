package dev.bailiwick.posture.ingestion.ocsf;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;

/** A source that breaks off after some bytes, with the exception that is easiest to mistake. */
final class LostConnection extends FilterInputStream {

    LostConnection(byte[] before) {
        super(new ByteArrayInputStream(before));
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        if (read < 0) {
            throw new EOFException("connection lost");
        }
        return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read < 0) {
            throw new EOFException("connection lost");
        }
        return read;
    }
}
