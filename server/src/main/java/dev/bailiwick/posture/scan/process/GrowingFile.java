package dev.bailiwick.posture.scan.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Objects;

/**
 * A file that a program is still writing; ends when the program has ended and all is read. The last
 * byte is held back until then: a writer of JSON puts a comma behind each element and the bracket
 * in place of the last one.
 */
public final class GrowingFile extends InputStream {

    private static final Duration PAUSE = Duration.ofMillis(100);

    /** What has to be so when the program has ended. */
    public interface Ending {

        /**
         * @throws IOException if the file is not whole
         */
        void check() throws IOException, InterruptedException;
    }

    private final FileChannel file;
    private final ChildProcess writer;
    private final Ending ending;

    public GrowingFile(Path path, ChildProcess writer, Ending ending) throws IOException {
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.writer = writer;
        this.ending = ending;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int most) throws IOException {
        Objects.checkFromIndexSize(offset, most, target.length);
        if (most == 0) {
            return 0;
        }
        try {
            while (true) {
                // in this order: what is written before the end is seen after it
                boolean over = writer.isOver();
                long ready = file.size() - file.position() - (over ? 0 : 1);
                if (ready > 0) {
                    int length = (int) Math.min(ready, most);
                    return file.read(ByteBuffer.wrap(target, offset, length));
                }
                if (over) {
                    ending.check();
                    return -1;
                }
                writer.await(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while a scanner was writing");
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
