package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.replica.LogPosition;
import dev.bailiwick.postgres.sealed.Seal;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;

import javax.sql.DataSource;

/**
 * Refuses every statement outside a scope before anything is sent, and lets the scope travel in
 * front of each transaction's first statement, in the same flush.
 *
 * <p>A connection may be taken anywhere; a statement, a result and a transaction belong to the
 * scope that they were made in. {@code unwrap} does not hand out the driver's connection.
 *
 * <p>Safe for use by several threads if the pool is; a connection is not.
 */
public final class ScopedDataSource implements GuardedDataSource {

    private final List<Route> routes;

    private ScopedDataSource(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    private ScopedDataSource(DataSource pool, Context context, Comparing comparing) {
        this(List.of(new Route(pool, context, comparing)));
    }

    /**
     * The application's data source, which serves {@code Scope.Tenant}, {@code Identity} and {@code
     * Global}. A scope of a tenant that lacks a dimension of the wall is refused, unless scopes may
     * leave that one out.
     *
     * @param pool hands out connections of the PostgreSQL driver, logged in as the app role
     * @throws IllegalArgumentException if the wall is sealed
     */
    public static ScopedDataSource of(DataSource pool, Wall wall) {
        refuseSealed(wall);
        return new ScopedDataSource(pool, ScopeContext.of(wall), Gate::faults);
    }

    /**
     * The data source of scopes over several tenants, which serves {@code Scope.Tenants} alone.
     *
     * @param pool one of its own, logged in as the wall's role for several tenants
     * @throws IllegalArgumentException if the wall has no such role, or is sealed
     * @see dev.bailiwick.postgres.Roles#withSeveral
     */
    public static ScopedDataSource several(DataSource pool, Wall wall) {
        refuseSealed(wall);
        return new ScopedDataSource(pool, contextOfSeveral(wall), Gate::faultsOfSeveral);
    }

    /**
     * As {@link #several(DataSource, Wall)}, for a database whose functions are sealed: the tenants
     * that are read, and the one that is named, are part of the token.
     *
     * @throws IllegalArgumentException if the wall has no such role, or another seal
     */
    public static ScopedDataSource several(DataSource pool, Wall wall, Seal seal) {
        refuseAnother(wall, seal);
        return new ScopedDataSource(
                pool,
                SealedContext.of(contextOfSeveral(wall), seal),
                (_, several) -> Gate.of(wall.sealedAs(seal.form())).faultsOfSeveral(several));
    }

    private static ScopeContext contextOfSeveral(Wall wall) {
        if (wall.roles().several().isEmpty()) {
            throw new IllegalArgumentException(
                    "The wall has no role for several tenants: give it one with"
                            + " Roles.withSeveral");
        }
        return ScopeContext.several(wall);
    }

    /**
     * The data source of guests, which serves {@code Scope.Guest} alone.
     *
     * @param pool one of its own, logged in as the wall's role for guests
     * @throws IllegalArgumentException if the wall has no such role, or is sealed
     * @see dev.bailiwick.postgres.Roles#withGuests
     */
    public static ScopedDataSource guests(DataSource pool, Wall wall) {
        refuseSealed(wall);
        return new ScopedDataSource(pool, contextOfGuests(wall), Gate::faultsOfGuests);
    }

    /**
     * As {@link #guests(DataSource, Wall)}, for a database whose functions are sealed: the host,
     * the home and the principal are part of the token.
     *
     * @throws IllegalArgumentException if the wall has no such role, or another seal
     */
    public static ScopedDataSource guests(DataSource pool, Wall wall, Seal seal) {
        refuseAnother(wall, seal);
        return new ScopedDataSource(
                pool,
                SealedContext.of(contextOfGuests(wall), seal),
                (_, guests) -> Gate.of(wall.sealedAs(seal.form())).faultsOfGuests(guests));
    }

    private static ScopeContext contextOfGuests(Wall wall) {
        if (wall.roles().guests().isEmpty()) {
            throw new IllegalArgumentException(
                    "The wall has no role for guests: give it one with Roles.withGuests");
        }
        return ScopeContext.guests(wall);
    }

    /**
     * As {@link #of(DataSource, Wall)}, for a database whose functions are sealed: SQL that the app
     * role is made to run cannot enter another scope.
     *
     * <p>Each connection to the server is asked once which process serves it; with a pooled seal,
     * each transaction, in a round trip of its own.
     *
     * @throws IllegalArgumentException if the wall is sealed in another form
     */
    public static ScopedDataSource sealed(DataSource pool, Wall wall, Seal seal) {
        refuseAnother(wall, seal);
        ScopeContext plain = ScopeContext.of(wall);
        return new ScopedDataSource(
                pool,
                SealedContext.of(plain, seal),
                (_, app) -> Gate.of(wall.sealedAs(seal.form())).faults(app));
    }

    private static void refuseSealed(Wall wall) {
        if (wall.seal().isPresent()) {
            throw new IllegalArgumentException(
                    "The wall is sealed, so the database takes no plain scope: give the data source"
                            + " a seal, with ScopedDataSource.sealed or .several");
        }
    }

    private static void refuseAnother(Wall wall, Seal seal) {
        if (wall.seal().filter(form -> form != seal.form()).isPresent()) {
            throw new IllegalArgumentException(
                    "The wall is sealed in the form %s, not %s"
                            .formatted(wall.seal().get(), seal.form()));
        }
    }

    /**
     * The data source of named work across tenants, which serves {@code Scope.Maintenance} alone.
     * After the scope's limit nothing more is sent, and PostgreSQL ends what is still running.
     *
     * @param pool a small one of its own, logged in as the maintenance role
     */
    public static ScopedDataSource maintenance(DataSource pool, MaintenanceAudit audit) {
        return new ScopedDataSource(pool, new MaintenanceContext(audit), Gate::faultsOfMaintenance);
    }

    /**
     * This data source, and {@code other} for scopes that this one does not serve. Which pool a
     * connection comes from is decided when it is taken: a connection that was taken outside any
     * scope, or in a scope of another kind, stays with the pool it came from, and refuses the
     * others.
     */
    public ScopedDataSource or(ScopedDataSource other) {
        List<Route> all = new ArrayList<>(routes);
        all.addAll(other.routes);
        return new ScopedDataSource(all);
    }

    /**
     * Everything that differs from the declaration, as the role of each pool sees it, sorted: a
     * pool that logs in as another role among it.
     *
     * @param gate of the wall that this was made of
     * @throws SQLException if one of the pools cannot be asked
     */
    public List<Fault> faults(Gate gate) throws SQLException {
        Set<Fault> faults = new TreeSet<>();
        for (Route route : routes) {
            try {
                faults.addAll(route.comparing().faults(gate, route.pool()));
            } catch (WallException shut) {
                // a pool with a gate of its own, which is asked first
                faults.addAll(shut.faults());
            }
        }
        return List.copyOf(faults);
    }

    @Override
    public Optional<Wall> wall() {
        return routes.stream().flatMap(route -> route.context().wall().stream()).findFirst();
    }

    /** Whether work in {@code scope} finds a pool here. */
    public boolean serves(Scope scope) {
        return routes.stream().anyMatch(route -> route.context().serves(scope));
    }

    /**
     * This data source, telling where the primary's log was after each transaction that wrote. That
     * takes no round trip: two small statements more go in the flush of the commit; a commit that
     * is written as text costs one.
     *
     * @param listener called in the scope, and on the thread, of the transaction
     */
    public ScopedDataSource reportingWrites(Consumer<LogPosition> listener) {
        return with(context -> new ReportingContext(context, listener));
    }

    /**
     * This data source, telling of each scope over several tenants, and each of a guest, before
     * anything of it is sent.
     *
     * @param audit what it throws keeps the scope from beginning
     */
    public ScopedDataSource recordingCrossings(CrossingAudit audit) {
        return with(context -> new CrossingContext(context, audit));
    }

    /**
     * This data source, which takes the scope of a principal without an epoch also where the wall
     * refuses it ({@link dev.bailiwick.postgres.EpochSource#requiringEpochs}): for what is written
     * of somebody and not by their authority, such as the record of what they were refused.
     */
    public ScopedDataSource withoutEpochs() {
        return with(Context::withoutEpochs);
    }

    private ScopedDataSource with(UnaryOperator<Context> change) {
        return new ScopedDataSource(
                routes.stream()
                        .map(
                                route ->
                                        new Route(
                                                route.pool(),
                                                change.apply(route.context()),
                                                route.comparing()))
                        .toList());
    }

    @Override
    public Connection getConnection() throws SQLException {
        Route route = route();
        return ScopedConnection.over(route.pool().getConnection(), route.context());
    }

    /** The first where no other serves: it refuses in its own words. */
    private Route route() {
        Route first = routes.getFirst();
        if (routes.size() > 1) {
            Scope scope = Scopes.current().orElse(null);
            for (Route route : routes) {
                if (scope != null && route.context().serves(scope)) {
                    return route;
                }
            }
        }
        return first;
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLException("The user is the pool's and not the caller's to choose");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        throw new SQLException("A scoped data source does not hand out what it guards: " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return pool().getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        pool().setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        pool().setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return pool().getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return pool().getParentLogger();
    }

    /** The first of them. */
    DataSource pool() {
        return routes.getFirst().pool();
    }

    private record Route(DataSource pool, Context context, Comparing comparing) {}

    /** As which role a pool is compared. */
    private interface Comparing {

        List<Fault> faults(Gate gate, DataSource pool) throws SQLException;
    }
}
