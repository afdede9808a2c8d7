package dev.bailiwick.posture.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class LineEncoderTest {

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void anExceptionWithoutAMessageIsWritten(String format) {
        LineEncoder encoder = new LineEncoder();
        encoder.setFormat(format);
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        new LoggerContext().getLogger("some.library.Class"),
                        Level.ERROR,
                        null,
                        new IllegalStateException("what happened"),
                        null);
        event.setMDCPropertyMap(Map.of());

        assertThat(new String(encoder.encode(event), UTF_8))
                .contains("Class")
                .contains("IllegalStateException: what happened");
    }
}
