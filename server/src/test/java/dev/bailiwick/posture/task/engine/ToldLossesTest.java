package dev.bailiwick.posture.task.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.LogLines;

import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

final class ToldLossesTest {

    private static final String AWAY =
            "ToldLosses: No connection to the database; jobs wait until there is one: the password"
                    + " is wrong";

    /** Nobody does anything with it. */
    private static final Connection NONE =
            (Connection)
                    Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (proxy, method, args) -> null);

    private final Shaky database = new Shaky();
    private final ToldLosses losses = new ToldLosses(database);

    @Test
    void eachTimeThatThereIsNoConnectionIsToldOnce() throws SQLException {
        try (LogLines log = LogLines.capture()) {
            for (int time = 0; time < 2; time++) {
                database.refuses = true;
                refused();
                refused();
                database.refuses = false;
                losses.getConnection();
                losses.getConnection();
            }

            assertThat(log.lines())
                    .filteredOn(line -> line.contains("WARN"))
                    .extracting(line -> line.substring(line.indexOf("ToldLosses")))
                    .containsExactly(AWAY, AWAY);
        }
    }

    private void refused() {
        assertThatExceptionOfType(SQLTransientConnectionException.class)
                .isThrownBy(losses::getConnection);
    }

    private static final class Shaky extends PGSimpleDataSource {

        private boolean refuses;

        @Override
        public Connection getConnection() throws SQLTransientConnectionException {
            if (refuses) {
                throw new SQLTransientConnectionException(
                        "timed out", new SQLException("the password is\nwrong"));
            }
            return NONE;
        }
    }
}
