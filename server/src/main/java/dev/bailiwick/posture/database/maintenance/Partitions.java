package dev.bailiwick.posture.database.maintenance;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;

import org.springframework.modulith.NamedInterface;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;

import javax.sql.DataSource;

/** The monthly partitions of findings: made ahead of time, since a row without one is refused. */
@NamedInterface("maintenance")
public final class Partitions {

    /** Months that are made beside the current one. */
    static final int AHEAD = 3;

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final DataSource maintenance;

    public Partitions(DataSource maintenance) {
        this.maintenance = maintenance;
    }

    private static final String MAKE = "select posture.make_finding_month(?)";

    /** Makes those of the current month and the following ones that are missing. */
    public void makeAhead() throws SQLException {
        Scopes.call(
                new Scope.Maintenance("make the partitions of coming months", LIMIT),
                () -> {
                    make();
                    return Boolean.TRUE;
                });
    }

    /** Each in a transaction of its own: one that cannot be made keeps none of the others away. */
    private void make() throws SQLException {
        YearMonth current = YearMonth.now(ZoneOffset.UTC);
        try (Connection connection = maintenance.getConnection();
                PreparedStatement statement = connection.prepareStatement(MAKE)) {
            for (int month = 0; month <= AHEAD; month++) {
                statement.setObject(1, current.plusMonths(month).atDay(1));
                statement.executeQuery().close();
            }
        }
    }

    private static final String COUNT = "select posture.finding_months_ahead()";

    /**
     * How many months after the current one have their partition, without a gap; below two,
     * somebody should look why no more are made.
     */
    public int ahead() throws SQLException {
        return Scopes.call(
                new Scope.Maintenance("count the partitions of coming months", LIMIT), this::count);
    }

    private int count() throws SQLException {
        try (Connection connection = maintenance.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(COUNT)) {
            row.next();
            return row.getInt(1);
        }
    }
}
