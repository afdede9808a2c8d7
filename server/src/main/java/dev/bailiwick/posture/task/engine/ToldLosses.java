package dev.bailiwick.posture.task.engine;

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
                log.info("The database answers again: jobs go on");
            }
            return connection;
        } catch (SQLTransientConnectionException e) {
            if (lost.compareAndSet(false, true)) {
                log.warn("The database does not answer; jobs wait until it does");
            }
            throw e;
        }
    }
}
