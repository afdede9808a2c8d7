package dev.bailiwick.posture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import dev.bailiwick.posture.edge.log.LineEncoder;

import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What is logged as a warning or worse from now on, as it is written in the text format. */
public final class LogLines implements AutoCloseable {

    private static final Logger ROOT =
            (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

    private final Collector collector = new Collector();

    private LogLines() {}

    /** Begins to listen; after the server has started, which sets logging up anew. */
    public static LogLines capture() {
        LogLines lines = new LogLines();
        lines.collector.start();
        ROOT.addAppender(lines.collector);
        return lines;
    }

    /** Each event as one text; it has several lines where a stack trace is written. */
    public List<String> lines() {
        return List.copyOf(collector.lines);
    }

    @Override
    public void close() {
        ROOT.detachAppender(collector);
    }

    private static final class Collector extends AppenderBase<ILoggingEvent> {

        private final LineEncoder encoder = new LineEncoder();
        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
                lines.add(new String(encoder.encode(event), StandardCharsets.UTF_8).strip());
            }
        }
    }
}
