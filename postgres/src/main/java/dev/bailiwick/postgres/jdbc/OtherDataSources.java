package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Check;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.sql.DataSource;

/**
 * The data sources that an application has beside its scoped one. One that reaches the same
 * database, or a replica of it, by another way asks for no scope: each must be scoped itself, or be
 * declared by name, as that of a migration tool is.
 */
public final class OtherDataSources {

    /** The same for a database and its replicas; the role decides how much can be seen. */
    private static final String PLACE =
            """
            select system_identifier || '/' || pg_database.oid, current_user
            from pg_catalog.pg_control_system() cross join pg_catalog.pg_database
            where datname = current_database()
            """;

    private final ScopedDataSource scoped;
    private final Set<String> declared;

    private OtherDataSources(ScopedDataSource scoped, Set<String> declared) {
        this.scoped = scoped;
        this.declared = Set.copyOf(declared);
    }

    /**
     * @param declared names of those that may reach the database without a scope
     */
    public static OtherDataSources of(ScopedDataSource scoped, Set<String> declared) {
        return new OtherDataSources(scoped, declared);
    }

    /**
     * Lets the application through, or names every data source that is a way around, at once.
     *
     * @param all by name; the scoped one may be among them, also behind wrappers that say so
     * @throws WallException with all faults, sorted
     * @throws SQLException if the scoped one's own database cannot be reached
     */
    public void check(Map<String, ? extends DataSource> all) throws SQLException {
        List<Fault> faults = faults(all);
        if (!faults.isEmpty()) {
            throw new WallException(faults);
        }
    }

    /**
     * As {@link #check}: one that cannot be looked at is a fault, as it is not known to be right.
     */
    public List<Fault> faults(Map<String, ? extends DataSource> all) throws SQLException {
        Place place = place(scoped.pool()).orElseThrow(() -> new SQLException("Not PostgreSQL"));
        List<Fault> faults = new ArrayList<>();
        for (String name : declared) {
            if (!all.containsKey(name)) {
                faults.add(
                        Check.DATA_SOURCE_UNKNOWN.fault(
                                "data source " + name, "is declared, and there is none"));
            }
        }
        for (Map.Entry<String, ? extends DataSource> one : all.entrySet()) {
            if (!declared.contains(one.getKey())) {
                fault("data source " + one.getKey(), one.getValue(), place).ifPresent(faults::add);
            }
        }
        return faults.stream().sorted().toList();
    }

    private static Optional<Fault> fault(String name, DataSource source, Place place) {
        try {
            if (source.isWrapperFor(GuardedDataSource.class)) {
                return Optional.empty();
            }
            return place(source)
                    .filter(other -> other.database().equals(place.database()))
                    .map(
                            other ->
                                    Check.DATA_SOURCE_UNSCOPED.fault(
                                            name,
                                            "reaches the same database as %s without a scope; wrap"
                                                    + " it with ScopedDataSource.of, or declare it",
                                            other.role()));
        } catch (SQLException failure) {
            return Optional.of(
                    Check.DATA_SOURCE_UNKNOWN.fault(
                            name, "cannot be looked at: SQLSTATE %s", failure.getSQLState()));
        }
    }

    /** Empty if it is no PostgreSQL. */
    private static Optional<Place> place(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
                return Optional.empty();
            }
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(PLACE)) {
                row.next();
                return Optional.of(new Place(row.getString(1), row.getString(2)));
            }
        }
    }

    private record Place(String database, String role) {}
}
