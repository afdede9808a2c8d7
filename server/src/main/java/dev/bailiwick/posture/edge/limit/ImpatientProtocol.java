package dev.bailiwick.posture.edge.limit;

import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Constants;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Closes connections whose request line and headers take too long. Tomcat's own time limit begins
 * anew with every byte, so that a client could hold a connection for hours by sending one now and
 * then.
 */
public final class ImpatientProtocol extends Http11NioProtocol {

    private static final Duration PAUSE = Duration.ofMillis(500);

    private Duration headTime = Duration.ofSeconds(20);
    private @Nullable ScheduledFuture<?> sweeping;

    public void setHeadTime(Duration headTime) {
        this.headTime = headTime;
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweeping =
                getUtilityExecutor()
                        .scheduleWithFixedDelay(
                                this::sweep,
                                PAUSE.toMillis(),
                                PAUSE.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (sweeping != null) {
            sweeping.cancel(false);
        }
        super.stop();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (SocketWrapperBase<?> socket : getEndpoint().getConnections()) {
            // a connection has its processor while no thread works for it: here, while more of a
            // head is awaited
            if (socket.getCurrentProcessor() instanceof AbstractProcessor processor
                    && isLate(headBegan(processor.getRequest()), now)) {
                socket.close();
            }
        }
    }

    /**
     * When the head began that is not yet complete; 0 where there is none. Between two of its
     * bytes, the stage is "ended".
     */
    private static long headBegan(Request request) {
        int stage = request.getRequestProcessor().getStage();
        boolean incomplete = stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED;
        return incomplete ? Math.max(request.getStartTimeNanos(), 0) : 0;
    }

    private boolean isLate(long begun, long now) {
        return begun > 0 && now - begun > headTime.toNanos();
    }
}
