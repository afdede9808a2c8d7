package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

/** Hands out no connection before the gate let this database through once. */
final class GatedPool extends DelegatingDataSource implements Compared {

    private final Gate gate;
    private volatile boolean passed;

    /**
     * @param gate as the role of this pool sees it
     */
    GatedPool(DataSource pool, Gate gate) {
        super(pool);
        this.gate = gate;
    }

    @Override
    public List<Fault> faults() throws SQLException {
        return gate.faults(pool());
    }

    /** The pool itself, whose connections ask for no scope. */
    DataSource pool() {
        return Objects.requireNonNull(getTargetDataSource());
    }

    @Override
    public List<Fault> pass() throws SQLException {
        if (passed) {
            return List.of();
        }
        List<Fault> faults = faults().stream().filter(Fault::isError).toList();
        passed = faults.isEmpty();
        return faults;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (!passed) {
            List<Fault> faults = pass();
            if (!faults.isEmpty()) {
                throw new WallException(faults);
            }
        }
        return super.getConnection();
    }

    /** What the database is compared with, as one role sees it. */
    @FunctionalInterface
    interface Gate {

        List<Fault> faults(DataSource pool) throws SQLException;
    }
}
