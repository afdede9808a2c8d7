package dev.bailiwick.posture.ingestion.upload;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import java.io.IOException;
import java.io.InputStream;

/** Answers 413 in place of the byte that is one too many. */
final class BoundedInputStream extends BlockInputStream {

    private final InputStream in;
    private final long most;
    private long count;

    BoundedInputStream(InputStream in, long most) {
        this.in = in;
        this.most = most;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = in.read(target, offset, length);
        count += Math.max(read, 0);
        if (count > most) {
            throw ApiException.tooLarge(most);
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
