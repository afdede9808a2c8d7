package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Gate;

import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

/** Hands out no connection before the gate let this database through once. */
final class GatedPool extends DelegatingDataSource {

    private final Gate gate;
    private volatile boolean passed;

    GatedPool(DataSource pool, Gate gate) {
        super(pool);
        this.gate = gate;
    }

    /** Everything that differs from the declaration now, sorted. */
    List<Fault> faults() throws SQLException {
        return gate.faults(Objects.requireNonNull(getTargetDataSource()));
    }

    /**
     * Opens, or names everything that keeps it shut; warnings do not.
     *
     * @throws SQLException if the catalogue cannot be read; the gate stays shut
     */
    List<Fault> pass() throws SQLException {
        if (passed) {
            return List.of();
        }
        List<Fault> faults =
                faults().stream()
                        .filter(fault -> fault.severity() == Fault.Severity.ERROR)
                        .toList();
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
}
