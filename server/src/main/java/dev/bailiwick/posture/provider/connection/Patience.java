package dev.bailiwick.posture.provider.connection;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** Ends a question that is not answered in time, by interrupting the thread that asks. */
final class Patience {

    /** A question to a provider. */
    interface Question {
        ConnectionResult ask() throws InterruptedException;
    }

    private static final Logger log = LoggerFactory.getLogger(Patience.class);

    private final Thread asker = Thread.currentThread();
    private final Duration limit;
    private boolean answered;
    private boolean lost;

    private Patience(Duration limit) {
        this.limit = limit;
    }

    /**
     * What came of it, also where nothing came in time.
     *
     * @throws InterruptedException when somebody else has interrupted it
     */
    static ConnectionResult within(Duration limit, Question question) throws InterruptedException {
        Patience patience = new Patience(limit);
        Thread watch = Thread.ofVirtual().name("patience").start(patience::watch);
        try {
            ConnectionResult result = question.ask();
            // what is cut off may say so in words of its own
            return patience.end() && !result.isConnected() ? patience.overdue() : result;
        } catch (InterruptedException | RuntimeException e) {
            if (patience.end()) {
                log.debug("A question that was cut off ended so", e);
                return patience.overdue();
            }
            throw e;
        } finally {
            patience.end();
            watch.interrupt();
        }
    }

    private void watch() {
        try {
            Thread.sleep(limit);
        } catch (InterruptedException e) {
            return;
        }
        synchronized (this) {
            if (!answered) {
                lost = true;
                asker.interrupt();
            }
        }
    }

    /** From here on nothing is interrupted; answers whether that was done before. */
    private synchronized boolean end() {
        if (!answered) {
            answered = true;
            if (lost) {
                // has served its purpose: what comes of it is written down by this thread
                Thread.interrupted();
            }
        }
        return lost;
    }

    private ConnectionResult overdue() {
        return ConnectionResult.refused(
                "No answer came within %d seconds.".formatted(Math.max(1, limit.toSeconds())));
    }
}
