package dev.bailiwick.posture.ingestion.upload;

import dev.bailiwick.posture.ingestion.bytes.BlockInputStream;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;

/**
 * Answers 408 once a body has come too slowly. Only the time counts that is spent waiting for the
 * sender. One who sends nothing at all is cut off below, after the edge's limit of silence.
 */
final class PacedInputStream extends BlockInputStream {

    private static final double NANOS_OF_A_SECOND = 1e9;

    private final InputStream in;
    private final Pace pace;
    private final LongSupplier clock;
    private long waited;
    private long came;

    PacedInputStream(InputStream in, Pace pace) {
        this(in, pace, System::nanoTime);
    }

    /**
     * @param clock in nanoseconds
     */
    PacedInputStream(InputStream in, Pace pace, LongSupplier clock) {
        this.in = in;
        this.pace = pace;
        this.clock = clock;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long begun = clock.getAsLong();
        int read = in.read(target, offset, length);
        waited += clock.getAsLong() - begun;
        came += Math.max(read, 0);
        if (read >= 0 && waited >= pace.window().toNanos()) {
            requirePace();
            waited = 0;
            came = 0;
        }
        return read;
    }

    private void requirePace() {
        if (came < pace.bytesPerSecond() * (waited / NANOS_OF_A_SECOND)) {
            throw ApiException.of(
                            408,
                            "timeout",
                            "The upload came too slowly: at least %d bytes a second are needed."
                                    .formatted(pace.bytesPerSecond()))
                    .withHeader("Connection", "close");
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
