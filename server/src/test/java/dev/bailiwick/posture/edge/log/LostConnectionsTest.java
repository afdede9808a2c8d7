package dev.bailiwick.posture.edge.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.spi.FilterReply;

import org.junit.jupiter.api.Test;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

final class LostConnectionsTest {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final LostConnections filter = new LostConnections(clock::get);

    @Test
    void oneAMinuteIsTold() {
        assertThat(lost()).isEqualTo(FilterReply.NEUTRAL);
        assertThat(lost()).isEqualTo(FilterReply.DENY);

        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(lost()).isEqualTo(FilterReply.DENY);

        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(lost()).isEqualTo(FilterReply.NEUTRAL);
        assertThat(lost()).isEqualTo(FilterReply.DENY);
    }

    private FilterReply lost() {
        return filter.decide(
                null,
                new LoggerContext().getLogger("com.github.kagkarlsson.scheduler.Poll"),
                Level.ERROR,
                "again",
                null,
                new SQLException("the connection broke", "08006"));
    }
}
