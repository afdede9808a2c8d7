package dev.bailiwick.testbed;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** What an attack is made on: the wall, or the twin that has none. */
public final class Target implements AutoCloseable {

    private final DataSource source;
    private final Wire wire;
    private final List<Connection> connections = new ArrayList<>();
    private int from;

    Target(DataSource source, Wire wire) {
        this.source = source;
        this.wire = wire;
        this.from = wire.statements().size();
    }

    public DataSource source() {
        return source;
    }

    /** A connection that is closed after the attack has been judged. */
    public Connection connection() throws SQLException {
        Connection connection = source.getConnection();
        connections.add(connection);
        return connection;
    }

    /** What was done until here was lawful; from here on nothing may reach the database. */
    public void fromHere() {
        from = wire.statements().size();
    }

    /** The statements that reached the database since {@link #fromHere}. */
    List<String> reached() {
        List<String> all = wire.statements();
        return all.subList(from, all.size());
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
