package dev.bailiwick.posture.edge.limit;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * Goes on reading an upload for a while when it has been refused. Most senders read nothing before
 * they have sent everything, and the answer is lost to them when the connection is closed on what
 * they are sending. Other refusals of large bodies close it at once, and so do those of slow ones:
 * waiting for the rest is what was refused.
 */
public final class LingeringValve extends ValveBase {

    private static final Logger log = LoggerFactory.getLogger(LingeringValve.class);
    private static final long MOST_BYTES = 256L << 20;

    /** Of so much, Tomcat reads what is left over by itself. */
    private static final long MOST_SWALLOWED = 2L << 20;

    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int FIRST_REFUSAL = 400;

    /** Each holds one of the threads, and they may come from anybody. */
    private static final int MOST_AT_ONCE = 20;

    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    public LingeringValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        // a malformed request has no context
        if (response.getStatus() < FIRST_REFUSAL || request.getContext() == null) {
            return;
        }
        if (mayBeOnItsWay(request, response) && places.tryAcquire()) {
            try {
                response.flushBuffer();
                readOn(request.getCoyoteRequest());
            } catch (IOException e) {
                log.debug("The sender is gone, and the answer with it", e);
            } finally {
                places.release();
            }
        } else if (isSlow(response)
                || BodyLimitFilter.isUpload(request)
                || request.getContentLengthLong() > MOST_SWALLOWED) {
            // else Tomcat waits for the next bytes before it closes
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isSlow(Response response) {
        return response.getStatus() == HttpServletResponse.SC_REQUEST_TIMEOUT;
    }

    /** Who asks before sending is answered before sending. */
    private static boolean mayBeOnItsWay(Request request, Response response) {
        return !isSlow(response)
                && BodyLimitFilter.isUpload(request)
                && request.getContentLengthLong() <= MOST_BYTES
                && request.getHeader("Expect") == null;
    }

    /** Below the request's stream, which is closed when the answer is complete. */
    private static void readOn(org.apache.coyote.Request request) throws IOException {
        Waste waste = new Waste();
        long end = System.nanoTime() + LONGEST.toNanos();
        long count = 0;
        int read = 0;
        while (read >= 0 && count < MOST_BYTES && System.nanoTime() < end) {
            read = request.doRead(waste);
            count += read;
        }
    }

    /** Is handed what has been read, and leaves it. */
    private static final class Waste implements ApplicationBufferHandler {

        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer next) {
            buffer = next;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }
}
