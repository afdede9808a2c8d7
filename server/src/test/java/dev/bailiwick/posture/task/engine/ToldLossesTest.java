package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.LogLines;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLTransientConnectionException;

final class ToldLossesTest {

    private final ToldLosses losses = new ToldLosses(new Away());

    @Test
    void aDatabaseThatIsAwayIsToldOnce() {
        try (LogLines log = LogLines.capture()) {
            for (int time = 0; time < 3; time++) {
                assertThatExceptionOfType(SQLTransientConnectionException.class)
                        .isThrownBy(losses::getConnection);
            }

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .endsWith(
                            "WARN  ToldLosses: The database does not answer; jobs wait until it"
                                    + " does");
        }
    }

    private static final class Away extends PGSimpleDataSource {

        @Override
        public Connection getConnection() throws SQLTransientConnectionException {
            throw new SQLTransientConnectionException("timed out");
        }
    }
}
