package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.catalogue.Catalogue;

import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PreferQueryMode;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/**
 * Compares a database with its {@link Wall}, as the app role sees it. An application that finds a
 * fault must not start: one missing policy shows every tenant to every other.
 *
 * <p>Reads the catalogue only, in a transaction that is rolled back; no row of a table is touched,
 * but for the roles that ready-made authority keeps, and no lock beyond {@code ACCESS SHARE} is
 * taken.
 */
public final class Gate {

    private static final Set<Check> MISSING =
            EnumSet.of(
                    Check.SCHEMA_MISSING,
                    Check.TABLE_MISSING,
                    Check.ROW_SECURITY_OFF,
                    Check.ROW_SECURITY_NOT_FORCED,
                    Check.POLICY_MISSING,
                    Check.GRANT_MISSING,
                    Check.AUTHORITY_MODEL,
                    Check.AUTHORITY_MODEL_OTHER);

    private static final String UNBUILT =
            "Nothing is wrong but what is missing: let the owner of the tables run, behind them,"
                    + " WallSql.isolation(wall), with authority AuthoritySql.again(model), or what"
                    + " bailiwick plan prints.";

    private final Wall wall;

    private Gate(Wall wall) {
        this.wall = wall;
    }

    /** A gate that expects sealed scopes, and no others, if the wall is sealed. */
    public static Gate of(Wall wall) {
        return new Gate(wall);
    }

    /**
     * Lets the application through, or names everything that is wrong at once. Warnings let it
     * through; {@link #faults} has them.
     *
     * @param app the app role's own pool, not wrapped in a {@link
     *     dev.bailiwick.postgres.jdbc.ScopedDataSource}
     * @throws WallException with all faults that are errors, sorted
     * @throws SQLException if the catalogue cannot be read; nothing is known to be right then
     */
    public void check(DataSource app) throws SQLException {
        refuse(faults(app));
    }

    /**
     * Everything that differs from the declaration, sorted; empty if nothing does.
     *
     * @param app as for {@link #check}
     * @throws SQLException if the catalogue cannot be read; nothing is known to be right then
     */
    public List<Fault> faults(DataSource app) throws SQLException {
        return faults(app, wall.roles().app());
    }

    /**
     * As {@link #faults(DataSource)}, as the transaction of a connection sees the database, which
     * goes on as if nothing had been asked.
     *
     * @param connection in a transaction
     */
    public List<Fault> faults(Connection connection) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            return faults(connection, wall.roles().app());
        } finally {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        }
    }

    /**
     * As {@link #check}, as the role for several tenants sees the database. That the wall has no
     * such role is a fault.
     *
     * @param several the role's own pool, not wrapped in a {@link
     *     dev.bailiwick.postgres.jdbc.ScopedDataSource}
     */
    public void checkSeveral(DataSource several) throws SQLException {
        refuse(faultsOfSeveral(several));
    }

    /**
     * As {@link #faults}, as the role for several tenants sees the database. That the wall has no
     * such role is a fault.
     *
     * @param several as for {@link #checkSeveral}
     */
    public List<Fault> faultsOfSeveral(DataSource several) throws SQLException {
        return wall.roles().several().isPresent()
                ? faults(several, wall.roles().several().get())
                : List.of(undeclared("several tenants", "Roles.withSeveral"));
    }

    /**
     * As {@link #check}, as the role for guests sees the database. That the wall has no such role
     * is a fault.
     *
     * @param guests the role's own pool, not wrapped in a {@link
     *     dev.bailiwick.postgres.jdbc.ScopedDataSource}
     */
    public void checkGuests(DataSource guests) throws SQLException {
        refuse(faultsOfGuests(guests));
    }

    /**
     * As {@link #faults}, as the role for guests sees the database. That the wall has no such role
     * is a fault.
     *
     * @param guests as for {@link #checkGuests}
     */
    public List<Fault> faultsOfGuests(DataSource guests) throws SQLException {
        return wall.roles().guests().isPresent()
                ? faults(guests, wall.roles().guests().get())
                : List.of(undeclared("guests", "Roles.withGuests"));
    }

    /**
     * As {@link #faults}, as the role for maintenance sees the database. That the wall has no such
     * role is a fault.
     *
     * @param maintenance the role's own pool, not wrapped in a {@link
     *     dev.bailiwick.postgres.jdbc.ScopedDataSource}
     */
    public List<Fault> faultsOfMaintenance(DataSource maintenance) throws SQLException {
        return wall.roles().maintenance().isPresent()
                ? faults(maintenance, wall.roles().maintenance().get())
                : List.of(undeclared("maintenance", "Roles.withMaintenance"));
    }

    /** A pool that nothing is compared with proves nothing. */
    private static Fault undeclared(String purpose, String with) {
        return Check.ROLE_MISSING.fault(
                "role for " + purpose, "is not declared: name it by %s", with);
    }

    private static void refuse(List<Fault> faults) {
        List<Fault> errors = faults.stream().filter(Fault::isError).toList();
        if (!errors.isEmpty()) {
            throw new WallException(errors, errors.stream().allMatch(Gate::missing) ? UNBUILT : "");
        }
    }

    /** Whether it says no more than that something has not been made yet. */
    private static boolean missing(Fault fault) {
        return MISSING.stream().anyMatch(check -> check.found(fault))
                || (Check.FUNCTION_CHANGED.found(fault)
                        && (fault.message().startsWith("is missing")
                                || fault.message().startsWith("has none")));
    }

    private List<Fault> faults(DataSource pool, String role) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                return faults(connection, role);
            } finally {
                connection.rollback();
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private List<Fault> faults(Connection connection, String role) throws SQLException {
        List<Fault> faults = new ArrayList<>();
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        if (driver.getPreferQueryMode() == PreferQueryMode.SIMPLE) {
            faults.add(
                    Check.CONNECTION_SIMPLE_QUERIES.fault(
                            "connection",
                            "preferQueryMode=simple sends statements without their scope"));
        }
        Catalogue catalogue = new Catalogue(connection, wall.schema(), wall.schemas());
        // before the search_path is ours: a session that begins with a tenant has it from elsewhere
        faults.addAll(new SessionFaults(wall, role).in(catalogue));
        try (Statement statement = connection.createStatement()) {
            // so that every name is printed with its schema
            statement.execute("set local search_path = pg_catalog, pg_temp");
        }
        faults.addAll(new RoleFaults(wall).in(catalogue));
        faults.addAll(new TableFaults(wall).in(catalogue));
        faults.addAll(new PolicyFaults(wall).in(catalogue));
        faults.addAll(new GrantFaults(wall).in(catalogue));
        faults.addAll(new FunctionFaults(wall).in(catalogue));
        if (wall.annex().isPresent()) {
            faults.addAll(new AnnexFaults(wall, wall.annex().get()).in(catalogue));
        }
        if (wall.seal().isPresent()) {
            faults.addAll(new SealFaults(wall, wall.seal().get()).in(catalogue));
        }
        faults.addAll(new ReferenceFaults(wall).in(catalogue));
        faults.addAll(new KeyFaults(wall).in(catalogue));
        faults.addAll(new SurroundingFaults(wall).in(catalogue));
        return withoutWhatIsMissing(faults);
    }

    /** What is not there has no policies and no grants either: that it is not there says all. */
    private static List<Fault> withoutWhatIsMissing(List<Fault> faults) {
        Set<String> missing =
                faults.stream()
                        .filter(Check.TABLE_MISSING::found)
                        .map(Fault::object)
                        .collect(Collectors.toSet());
        return faults.stream()
                .filter(
                        fault ->
                                !missing.contains(fault.object())
                                        || Check.TABLE_MISSING.found(fault))
                .distinct()
                .sorted()
                .toList();
    }
}
