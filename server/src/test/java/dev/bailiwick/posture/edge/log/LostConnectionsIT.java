package dev.bailiwick.posture.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.LogLines;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

final class LostConnectionsIT {

    private static final String TRIED = "Unhandled exception. Will keep running.";

    private final Logger engine =
            LoggerFactory.getLogger("com.github.kagkarlsson.scheduler.RunUntilShutdown");

    @BeforeEach
    void setUpLogging() {
        TestServer.shared();
    }

    @Test
    void theEngineTellsOfALostConnectionOnceAMinute() {
        try (LogLines log = LogLines.capture()) {
            for (int time = 0; time < 3; time++) {
                engine.error(
                        TRIED, new IllegalStateException(new SQLTransientConnectionException()));
                engine.error(TRIED, new SQLException("terminated by an administrator", "57P01"));
            }

            assertThat(log.lines().stream().filter(line -> line.contains(TRIED)).count())
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void anythingElseIsLoggedAsBefore() {
        try (LogLines log = LogLines.capture()) {
            engine.error(TRIED, new SQLException("no such column", "42703"));
            LoggerFactory.getLogger("dev.bailiwick")
                    .error("another feature", new SQLTransientConnectionException());

            assertThat(log.lines())
                    .anyMatch(line -> line.contains(TRIED))
                    .anyMatch(line -> line.contains("another feature"));
        }
    }
}
