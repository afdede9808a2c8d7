package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.plan.Step;
import dev.bailiwick.postgres.plan.WallPlan;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A plan that somebody has looked at and agreed to, for the database as it was then. */
record Shown(Wall wall, WallPlan plan, WayBack wayBack) {

    /** Of all that apply in this database, one goes on. */
    private static final String ALONE =
            "select pg_advisory_xact_lock(hashtext('bailiwick apply')::bigint)";

    /** Rows are read and written meanwhile; nobody changes what the tables are. */
    private static final String LOCKS =
            """
            select format('lock table %I.%I in share update exclusive mode', nspname, relname)
            from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p') and nspname = any (?)
            and ('table ' || relname = any (?) or 'table ' || nspname || '.' || relname = any (?))
            order by nspname, relname
            """;

    /**
     * From here to the end of the transaction nobody else applies a plan, or changes the definition
     * of a table that a step is about. Functions, views, roles and grants have no lock that could
     * be waited for: what somebody changes of them behind the second look is found by the audit
     * that follows the commit.
     *
     * @param connection in a transaction, as the owner of the tables
     */
    void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(ALONE);
            for (String lock : locks(connection)) {
                statement.execute(lock);
            }
        }
    }

    private List<String> locks(Connection connection) throws SQLException {
        Array schemas = connection.createArrayOf("text", wall.schemas().toArray());
        Array objects =
                connection.createArrayOf(
                        "text", plan.steps().stream().map(Step::object).distinct().toArray());
        List<String> locks = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCKS)) {
            statement.setArray(1, schemas);
            statement.setArray(2, objects);
            statement.setArray(3, objects);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    locks.add(rows.getString(1));
                }
            }
        }
        return locks;
    }

    /**
     * Refuses to go on if it would do something else by now than what was agreed to.
     *
     * @param connection in a transaction that holds the locks, as whoever logged in
     */
    void refuseUnlessStillSo(Connection connection) throws SQLException {
        if (!WallPlan.difference(wall, connection).saysTheSameAs(plan)) {
            throw CommandException.failed(
                    "Nothing was changed: the database changed since the plan was shown. Run it"
                            + " again, and look at the plan as it is now.");
        }
    }
}
