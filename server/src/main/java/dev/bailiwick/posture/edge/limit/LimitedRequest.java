package dev.bailiwick.posture.edge.limit;

import dev.bailiwick.posture.jsonapi.error.ApiException;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A request whose body may neither grow beyond its size nor take longer than its time. */
final class LimitedRequest extends HttpServletRequestWrapper {

    private final long bytes;
    private final Duration time;
    private @Nullable LimitedStream stream;

    LimitedRequest(HttpServletRequest request, long bytes, Duration time) {
        super(request);
        this.bytes = bytes;
        this.time = time;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        if (stream == null) {
            stream =
                    new LimitedStream(
                            super.getInputStream(), bytes, System.nanoTime() + time.toNanos());
        }
        return stream;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        String encoding = getCharacterEncoding();
        Charset charset = encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
        return new BufferedReader(new InputStreamReader(getInputStream(), charset));
    }

    private static final class LimitedStream extends ServletInputStream {

        private final ServletInputStream body;
        private final long limit;
        private final long deadline;
        private long read;

        LimitedStream(ServletInputStream body, long limit, long deadline) {
            this.body = body;
            this.limit = limit;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            int value = body.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = body.read(target, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) {
            read += more;
            if (read > limit) {
                throw ApiException.tooLarge(limit);
            }
            if (System.nanoTime() > deadline) {
                throw ApiException.of(
                                408, "timeout", "The body of this request took too long to arrive.")
                        .withHeader("Connection", "close");
            }
        }

        @Override
        public boolean isFinished() {
            return body.isFinished();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            body.setReadListener(listener);
        }
    }
}
