package dev.bailiwick.posture.database.login;

import dev.bailiwick.cli.CommandException;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;

import javax.sql.DataSource;

/**
 * Where to log in and as whom.
 *
 * @param url a JDBC address without user and password
 */
public record Login(String url, String user, String password) {

    private static final int OLDEST = 180000;
    private static final int NEWEST = 189999;

    public Login {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    /** The same role in another database of the same server. */
    public Login to(String otherUrl) {
        return new Login(otherUrl, user, password);
    }

    /** Connections straight to the server, without a pool and without a scope. */
    public DataSource dataSource() {
        return simple();
    }

    /** As {@link #dataSource}; what the connections make belongs to {@code role}. */
    public DataSource actingAs(String role) {
        PGSimpleDataSource source = simple();
        source.setOptions("-c role=" + role);
        return source;
    }

    /**
     * Opens one connection.
     *
     * @throws CommandException with the line that says why not
     */
    public Connection connect() {
        try {
            return simple().getConnection();
        } catch (SQLException e) {
            throw CommandException.couldNot(explain(e));
        }
    }

    /**
     * @throws CommandException unless a PostgreSQL of the supported version answers and lets us in
     */
    public void check() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select current_setting('server_version_num')::int,"
                                        + " current_setting('server_version')")) {
            row.next();
            if (row.getInt(1) < OLDEST || row.getInt(1) > NEWEST) {
                throw CommandException.couldNot(
                        "PostgreSQL 18 is needed; at %s answers version %s."
                                .formatted(url, row.getString(2)));
            }
        } catch (SQLException e) {
            throw CommandException.couldNot(explain(e));
        }
    }

    private String explain(SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        return switch (state) {
            case "28P01", "28000" ->
                    "PostgreSQL at %s refuses %s: wrong password, or not allowed to log in."
                            .formatted(url, user);
            case "3D000" -> "There is no such database at %s; create it first.".formatted(url);
            case "08001", "08006" -> "No PostgreSQL answers at %s: %s".formatted(url, oneLine(e));
            default -> "PostgreSQL at %s, as %s: %s".formatted(url, user, oneLine(e));
        };
    }

    /** The first line of what PostgreSQL says. */
    public static String oneLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    }

    private PGSimpleDataSource simple() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        source.setApplicationName("bailiwick");
        source.setConnectTimeout(10);
        return source;
    }

    @Override
    public String toString() {
        return user + " at " + url;
    }
}
