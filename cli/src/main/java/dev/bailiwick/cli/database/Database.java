package dev.bailiwick.cli.database;

import dev.bailiwick.cli.CommandException;

import org.postgresql.ds.PGSimpleDataSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

import javax.sql.DataSource;

/** One database and who logs in there. Never prints the password. */
public final class Database {

    private static final int OLDEST = 15;

    /** What the driver says when it has no password to give. */
    private static final String REJECTED = "08004";

    private static final int CONNECT_SECONDS = 10;

    private final Address address;
    private final String user;
    private final PGSimpleDataSource source;

    Database(Address address, String user, Optional<String> password) {
        this.address = address;
        this.user = user;
        this.source = new PGSimpleDataSource();
        try {
            source.setUrl(address.url());
        } catch (IllegalArgumentException malformed) {
            throw CommandException.couldNot("The address %s is malformed.".formatted(address));
        }
        source.setUser(user);
        password.ifPresent(source::setPassword);
        source.setApplicationName("bailiwick");
        if (source.getLoginTimeout() == 0) {
            source.setLoginTimeout(CONNECT_SECONDS);
        }
    }

    public String user() {
        return user;
    }

    /** Without user, password and parameters. */
    public String address() {
        return address.toString();
    }

    /** A new connection each time; none of them is wrapped. */
    public DataSource source() {
        return source;
    }

    /**
     * Runs {@code work} on a connection of its own, which is closed after it.
     *
     * @throws CommandException in one line, if the database cannot be reached, refuses the login or
     *     is of a version that is not supported, or if {@code work} fails in the database
     */
    public <T> T connected(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            checkVersion(
                    connection.getMetaData().getDatabaseMajorVersion(),
                    connection.getMetaData().getDatabaseProductVersion());
            return work.on(connection);
        } catch (SQLException failure) {
            throw could(failure);
        }
    }

    static void checkVersion(int major, String version) {
        if (major < OLDEST) {
            throw CommandException.couldNot(
                    "This is PostgreSQL %s; policies of the kind that is generated here need %d or later."
                            .formatted(version, OLDEST));
        }
    }

    /** What to throw for a failure of the database, in one line and without statement or rows. */
    public CommandException could(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        if (state.equals(REJECTED)) {
            return CommandException.couldNot(
                    "%s refuses the login of %s: %s Its password comes from a password file, the environment or .pgpass (--help)."
                            .formatted(address, user, line(failure)));
        }
        String why =
                switch (state.length() < 2 ? state : state.substring(0, 2)) {
                    case "08" -> "Cannot reach %s: %s".formatted(address, line(failure));
                    case "28" ->
                            "%s refuses the login of %s: %s"
                                    .formatted(address, user, line(failure));
                    case "3D" -> "There is no such database: %s".formatted(address);
                    case "42" ->
                            "%s may not do that at %s, or it is not there: %s"
                                    .formatted(user, address, line(failure));
                    default -> "%s failed: %s".formatted(address, line(failure));
                };
        return CommandException.couldNot(why);
    }

    /** The driver's message without what it adds on further lines. */
    private static String line(SQLException failure) {
        String message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        Throwable cause = failure.getCause();
        boolean terse = message.toLowerCase(Locale.ROOT).contains("connection attempt failed");
        return terse && cause != null
                ? cause.getClass().getSimpleName() + " " + cause.getMessage()
                : message;
    }

    @Override
    public String toString() {
        return address + " as " + user;
    }

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T> {

        T on(Connection connection) throws SQLException;
    }
}
