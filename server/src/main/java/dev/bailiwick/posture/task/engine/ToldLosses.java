package dev.bailiwick.posture.task.engine;

import dev.bailiwick.posture.text.PlainText;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

/**
 * Says once that the database of jobs cannot be reached and once that it can again, however often
 * that is tried in between.
 */
final class ToldLosses extends DelegatingDataSource {

    private static final Logger log = LoggerFactory.getLogger(ToldLosses.class);

    private final DataSource worker;
    private final AtomicBoolean lost = new AtomicBoolean();

    ToldLosses(DataSource worker) {
        super(worker);
        this.worker = worker;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            Connection connection = worker.getConnection();
            if (lost.compareAndSet(true, false)) {
                log.info("The database is there again: jobs go on");
            }
            return connection;
        } catch (SQLTransientConnectionException e) {
            if (lost.compareAndSet(false, true)) {
                log.warn(
                        "No connection to the database; jobs wait until there is one: {}",
                        reason(e));
            }
            throw e;
        }
    }

    /** What lies deepest says whether it is away, refuses the password or has no room. */
    private static String reason(Throwable told) {
        Throwable cause = told;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return PlainText.of(String.valueOf(cause.getMessage()));
    }
}
