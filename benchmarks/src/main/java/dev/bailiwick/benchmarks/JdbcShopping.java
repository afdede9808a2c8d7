package dev.bailiwick.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.sealed.Seal;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;

import javax.sql.DataSource;

/** With plain JDBC over a pool: the ways differ in their statements and in the data source. */
final class JdbcShopping implements Shopping {

    private static final int BATCH = 1_000;
    private static final String NOTE = "a note of ordinary length";

    private final HikariDataSource pool;
    private final DataSource source;
    private final Form form;
    private final Function<TenantId, Scope> scopes;

    private JdbcShopping(HikariDataSource pool, DataSource source, Form form) {
        this(pool, source, form, Scope.Tenant::of);
    }

    private JdbcShopping(
            HikariDataSource pool, DataSource source, Form form, Function<TenantId, Scope> scopes) {
        this.pool = pool;
        this.source = source;
        this.form = form;
        this.scopes = scopes;
    }

    /** No protection at all: rows are found by their id. */
    static JdbcShopping unprotected(PGSimpleDataSource twins) {
        HikariDataSource pool = pool(twins);
        return new JdbcShopping(pool, pool, Form.UNPROTECTED);
    }

    /** Every statement names the tenant, as long as nobody forgets. */
    static JdbcShopping byHand(PGSimpleDataSource twins) {
        HikariDataSource pool = pool(twins);
        return new JdbcShopping(pool, pool, Form.BY_HAND);
    }

    /** Policies of the database, told the tenant by a statement that begins each transaction. */
    static JdbcShopping policies(PGSimpleDataSource app) {
        HikariDataSource pool = pool(app);
        return new JdbcShopping(pool, pool, Form.POLICIES);
    }

    /** Behind both walls. */
    static JdbcShopping walled(PGSimpleDataSource app) {
        HikariDataSource pool = pool(app);
        DataSource scoped = ScopedDataSource.of(pool, Shop.WALL);
        return new JdbcShopping(pool, scoped, Form.WALLED);
    }

    /** Behind both walls, as another wall has them and in other scopes. */
    static JdbcShopping walled(
            PGSimpleDataSource app, Wall wall, Function<TenantId, Scope> scopes) {
        HikariDataSource pool = pool(app);
        DataSource scoped = ScopedDataSource.of(pool, wall);
        return new JdbcShopping(pool, scoped, Form.WALLED, scopes);
    }

    /** Behind both walls, with the scope sealed. */
    static JdbcShopping sealed(PGSimpleDataSource app, Seal seal) {
        HikariDataSource pool = pool(app);
        DataSource scoped = ScopedDataSource.sealed(pool, Shop.WALL, seal);
        return new JdbcShopping(pool, scoped, Form.WALLED);
    }

    private static HikariDataSource pool(PGSimpleDataSource source) {
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(source);
        configuration.setMaximumPoolSize(2);
        return new HikariDataSource(configuration);
    }

    @Override
    public void read(TenantId tenant, UUID item) throws SQLException {
        in(
                tenant,
                () -> {
                    try (Connection connection = connection(tenant)) {
                        read(connection, tenant, item);
                        done(connection);
                    }
                });
    }

    @Override
    public void fiveStatements(TenantId tenant, UUID item) throws SQLException {
        in(
                tenant,
                () -> {
                    try (Connection connection = connection(tenant)) {
                        connection.setAutoCommit(false);
                        read(connection, tenant, item);
                        change(connection, tenant, item, 1);
                        insert(connection, tenant, item);
                        change(connection, tenant, item, -1);
                        read(connection, tenant, item);
                        connection.commit();
                    }
                });
    }

    @Override
    public void insert(TenantId tenant, UUID item) throws SQLException {
        in(
                tenant,
                () -> {
                    try (Connection connection = connection(tenant)) {
                        insert(connection, tenant, item);
                        done(connection);
                    }
                });
    }

    @Override
    public void insertMany(TenantId tenant, UUID item, int rows) throws SQLException {
        in(
                tenant,
                () -> {
                    try (Connection connection = connection(tenant)) {
                        connection.setAutoCommit(false);
                        insertMany(connection, tenant, item, rows);
                        connection.commit();
                    }
                });
    }

    @Override
    public void insertSet(TenantId tenant, UUID item, int rows) throws SQLException {
        UUID[] items = new UUID[rows];
        String[] notes = new String[rows];
        Arrays.fill(items, item);
        Arrays.fill(notes, NOTE);
        in(
                tenant,
                () -> {
                    try (Connection connection = connection(tenant);
                            PreparedStatement statement =
                                    connection.prepareStatement(form.insertSet())) {
                        statement.setArray(1, connection.createArrayOf("uuid", items));
                        statement.setArray(2, connection.createArrayOf("text", notes));
                        if (form.namesTenantOfNewRows) {
                            statement.setObject(3, tenant.value());
                        }
                        statement.executeUpdate();
                        done(connection);
                    }
                });
    }

    /** Reads items of a tenant, at most so many, and says how many there were. */
    long rowsRead(TenantId tenant, int most) throws SQLException {
        long[] rows = new long[1];
        in(
                tenant,
                () -> {
                    try (Connection connection = source.getConnection();
                            PreparedStatement statement =
                                    connection.prepareStatement(form.some(most))) {
                        if (form == Form.BY_HAND) {
                            statement.setObject(1, tenant.value());
                        }
                        try (ResultSet result = statement.executeQuery()) {
                            while (result.next()) {
                                rows[0] += result.getInt(1) >= 0 ? 1 : 0;
                            }
                        }
                    }
                });
        return rows[0];
    }

    private Connection connection(TenantId tenant) throws SQLException {
        Connection connection = source.getConnection();
        if (form == Form.POLICIES) {
            connection.setAutoCommit(false);
            try (PreparedStatement tell =
                    connection.prepareStatement("select set_config('bailiwick.tenant', ?, true)")) {
                tell.setString(1, tenant.text());
                tell.execute();
            }
        }
        return connection;
    }

    private void done(Connection connection) throws SQLException {
        if (form == Form.POLICIES) {
            connection.commit();
        }
    }

    private void read(Connection connection, TenantId tenant, UUID item) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(form.one())) {
            statement.setObject(1, item);
            if (form == Form.BY_HAND) {
                statement.setObject(2, tenant.value());
            }
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next() || result.getString(1).isEmpty() || result.getInt(2) < -1) {
                    throw new IllegalStateException("the item is missing: " + item);
                }
            }
        }
    }

    private void change(Connection connection, TenantId tenant, UUID item, int by)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(form.change())) {
            statement.setInt(1, by);
            statement.setObject(2, item);
            if (form == Form.BY_HAND) {
                statement.setObject(3, tenant.value());
            }
            if (statement.executeUpdate() != 1) {
                throw new IllegalStateException("the item was not changed: " + item);
            }
        }
    }

    private void insert(Connection connection, TenantId tenant, UUID item) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(form.insert())) {
            bind(statement, tenant, item);
            statement.executeUpdate();
        }
    }

    private void insertMany(Connection connection, TenantId tenant, UUID item, int rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(form.insert())) {
            for (int row = 1; row <= rows; row++) {
                bind(statement, tenant, item);
                statement.addBatch();
                if (row % BATCH == 0) {
                    statement.executeBatch();
                }
            }
        }
    }

    private void bind(PreparedStatement statement, TenantId tenant, UUID item) throws SQLException {
        statement.setObject(1, item);
        statement.setString(2, NOTE);
        if (form.namesTenantOfNewRows) {
            statement.setObject(3, tenant.value());
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private enum Form {
        UNPROTECTED("", true),
        BY_HAND(" and tenant_id = ?", true),
        POLICIES("", false),
        WALLED("", false);

        private final String tenant;
        private final boolean namesTenantOfNewRows;

        Form(String tenant, boolean namesTenantOfNewRows) {
            this.tenant = tenant;
            this.namesTenantOfNewRows = namesTenantOfNewRows;
        }

        String one() {
            return "select name, amount from item where id = ?" + tenant;
        }

        String some(int most) {
            return "select amount, name from item where true" + tenant + " limit " + most;
        }

        String change() {
            return "update item set amount = amount + ? where id = ?" + tenant;
        }

        String insert() {
            return namesTenantOfNewRows
                    ? "insert into entry (item_id, note, tenant_id) values (?, ?, ?)"
                    : "insert into entry (item_id, note) values (?, ?)";
        }

        String insertSet() {
            return namesTenantOfNewRows
                    ? "insert into entry (item_id, note, tenant_id) select item, note, tenant from"
                          + " unnest(?, ?) as new (item, note), (select ?::uuid) as whose (tenant)"
                    : "insert into entry (item_id, note) select item, note from unnest(?, ?) as new"
                            + " (item, note)";
        }
    }

    private void in(TenantId whose, Work work) throws SQLException {
        if (form == Form.WALLED) {
            Scopes.<Void, SQLException>call(
                    scopes.apply(whose),
                    () -> {
                        work.run();
                        return null;
                    });
        } else {
            work.run();
        }
    }

    @FunctionalInterface
    private interface Work {

        void run() throws SQLException;
    }
}
