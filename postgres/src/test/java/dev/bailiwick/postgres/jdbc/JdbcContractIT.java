package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.testbed.IsolationContract;
import dev.bailiwick.testbed.Sql;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import javax.sql.DataSource;

/** The wall under plain JDBC. */
class JdbcContractIT implements IsolationContract {

    private static Ground ground;

    @BeforeAll
    static void open() throws SQLException, IOException {
        ground = Pupils.ground();
    }

    @Override
    public Ground ground() {
        return ground;
    }

    @Override
    public Rows over(DataSource source) {
        return new JdbcRows(source, null);
    }

    /**
     * @param open the transaction's connection, if there is one
     */
    private record JdbcRows(DataSource source, @Nullable Connection open) implements Rows {

        @Override
        public List<String> names() {
            return with(connection -> Sql.list(connection, Pupils.NAMES, "nobody"));
        }

        @Override
        public List<String> namesByText() {
            return with(
                    connection -> {
                        try (Statement statement = connection.createStatement()) {
                            return Sql.rest(statement.executeQuery("select name from pupil"));
                        }
                    });
        }

        @Override
        public List<String> namesByJoin() {
            return with(connection -> Sql.list(connection, Pupils.NAMES_BY_JOIN));
        }

        @Override
        public long count() {
            return with(
                    connection ->
                            Long.parseLong(
                                    Sql.list(connection, "select count(*) from pupil").getFirst()));
        }

        @Override
        public boolean exists(String name) {
            return with(
                    connection ->
                            Sql.list(
                                            connection,
                                            "select exists (select 1 from pupil where name = ?)",
                                            name)
                                    .contains("t"));
        }

        @Override
        public void add(String name) {
            with(connection -> Sql.update(connection, Pupils.ADD, name));
        }

        @Override
        public void addFor(TenantId tenant, String name) {
            with(connection -> Sql.update(connection, Pupils.ADD_FOR, tenant.value(), name));
        }

        @Override
        public void addAllFor(Map<String, TenantId> tenants) {
            with(
                    connection -> {
                        try (PreparedStatement statement =
                                connection.prepareStatement(Pupils.ADD_FOR)) {
                            for (Map.Entry<String, TenantId> one : tenants.entrySet()) {
                                statement.setObject(1, one.getValue().value());
                                statement.setString(2, one.getKey());
                                statement.addBatch();
                            }
                            return statement.executeBatch();
                        }
                    });
        }

        @Override
        public int rename(String from, String to) {
            return with(connection -> Sql.update(connection, Pupils.RENAME, to, from));
        }

        @Override
        public int remove(String name) {
            return with(connection -> Sql.update(connection, Pupils.REMOVE, name));
        }

        @Override
        public Stream<String> stream() {
            return with(
                    connection -> {
                        PreparedStatement statement = connection.prepareStatement(Pupils.NAMES);
                        statement.setString(1, "nobody");
                        statement.setFetchSize(1);
                        ResultSet rows = statement.executeQuery();
                        return StreamSupport.stream(new Names(rows), false)
                                .onClose(() -> quietly(statement::close));
                    });
        }

        @Override
        public void inTransaction(Consumer<Rows> work) {
            quietly(
                    () -> {
                        try (Connection connection = source.getConnection()) {
                            connection.setAutoCommit(false);
                            work.accept(new JdbcRows(source, connection));
                            connection.commit();
                        }
                    });
        }

        private <T> T with(Work<T> work) {
            try {
                if (open != null) {
                    return work.with(open);
                }
                try (Connection connection = source.getConnection()) {
                    return work.with(connection);
                }
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    private static void quietly(Sql.Work work) {
        try {
            work.run();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** The first column, row by row. */
    private static final class Names extends Spliterators.AbstractSpliterator<String> {

        private final ResultSet rows;

        private Names(ResultSet rows) {
            super(Long.MAX_VALUE, ORDERED);
            this.rows = rows;
        }

        @Override
        public boolean tryAdvance(Consumer<? super String> action) {
            try {
                boolean there = rows.next();
                if (there) {
                    action.accept(rows.getString(1));
                }
                return there;
            } catch (SQLException failure) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** Something to do on a connection. */
    @FunctionalInterface
    private interface Work<T> {

        T with(Connection connection) throws SQLException;
    }
}
