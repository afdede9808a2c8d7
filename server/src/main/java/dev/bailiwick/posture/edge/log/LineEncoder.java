package dev.bailiwick.posture.edge.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/**
 * Writes one event as one line; only a stack trace in text format takes more. Named in {@code
 * logback-spring.xml}.
 */
public final class LineEncoder extends EncoderBase<ILoggingEvent> {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT)
                    .withZone(ZoneId.systemDefault());

    private final JsonFactory json = new JsonFactory();
    private boolean asJson;

    /** Called by Logback with the setting {@code bailiwick.log.format}. */
    public void setFormat(String format) {
        asJson = format.equalsIgnoreCase("json");
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return (asJson ? object(event) : text(event)).getBytes(StandardCharsets.UTF_8);
    }

    private String object(ILoggingEvent event) {
        StringWriter line = new StringWriter(256);
        try (JsonGenerator out = json.createGenerator(ObjectWriteContext.empty(), line)) {
            out.writeStartObject();
            out.writeStringProperty("time", event.getInstant().toString());
            out.writeStringProperty("level", event.getLevel().toString());
            out.writeStringProperty("logger", event.getLoggerName());
            out.writeStringProperty("thread", event.getThreadName());
            out.writeStringProperty("message", event.getFormattedMessage());
            LogFields.of(event)
                    .forEach((name, value) -> out.writeStringProperty(name, value.toString()));
            if (event.getThrowableProxy() != null) {
                out.writeStringProperty(
                        "error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
        }
        return line.append('\n').toString();
    }

    private static String text(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(event.getInstant()))
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", event.getLevel()))
                .append(' ')
                .append(simpleName(event.getLoggerName()))
                .append(": ")
                .append(inOneLine(event.getFormattedMessage()));
        for (Map.Entry<String, Object> field : LogFields.of(event).entrySet()) {
            line.append(' ')
                    .append(field.getKey())
                    .append('=')
                    .append(inOneLine(field.getValue().toString()));
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            line.append('\n').append(ThrowableProxyUtil.asString(thrown));
        }
        return line.append('\n').toString();
    }

    private static String simpleName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    /** What came from outside must not be able to end a line and begin another one. */
    private static String inOneLine(@Nullable String text) {
        if (text == null) {
            // libraries log exceptions without a message
            return "";
        }
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            if (Character.isISOControl(c)) {
                                safe.append(String.format(Locale.ROOT, "\\u%04x", c));
                            } else {
                                safe.appendCodePoint(c);
                            }
                        });
        return safe.toString();
    }
}
