package dev.bailiwick.posture.database.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class MaintenanceLogIT {

    private final TestServer server = TestServer.shared();
    private final Logger audit = (Logger) LoggerFactory.getLogger("dev.bailiwick.audit");
    private final ListAppender<ILoggingEvent> record = new ListAppender<>();

    @BeforeEach
    void listen() {
        record.start();
        audit.addAppender(record);
    }

    @AfterEach
    void stop() {
        audit.detachAppender(record);
    }

    @Test
    void recordsWhyWhenAndByWhomATransactionReachesAcrossTenants() throws SQLException {
        Instant before = Instant.now();

        server.bean(Partitions.class).ahead();

        List<ILoggingEvent> lines =
                List.copyOf(record.list).stream()
                        .filter(
                                line ->
                                        fields(line)
                                                .containsValue(
                                                        "count the partitions of coming months"))
                        .toList();
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .allSatisfy(
                        line -> {
                            assertThat(line.getLevel()).isEqualTo(Level.INFO);
                            assertThat(line.getInstant())
                                    .isAfterOrEqualTo(before.minus(Duration.ofMillis(1)));
                            assertThat(fields(line))
                                    .containsEntry("event", "maintenance_transaction")
                                    .containsEntry(
                                            "maintenance", "count the partitions of coming months")
                                    .containsEntry("limit_ms", "60000")
                                    .containsEntry("actor", System.getProperty("user.name"))
                                    .containsEntry(
                                            "process",
                                            Long.toString(ProcessHandle.current().pid()));
                        });
    }

    @Test
    void isWrittenUnlessSomebodyTurnsItOff() {
        assertThat(audit.isInfoEnabled()).isTrue();
        assertThat(audit.isAdditive()).isTrue();
    }

    private static Map<String, String> fields(ILoggingEvent line) {
        return line.getKeyValuePairs().stream()
                .collect(
                        Collectors.toMap(
                                (KeyValuePair pair) -> pair.key,
                                pair -> String.valueOf(pair.value)));
    }
}
