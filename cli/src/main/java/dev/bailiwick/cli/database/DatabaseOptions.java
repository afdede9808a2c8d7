package dev.bailiwick.cli.database;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The options by which a command is told its database. */
public final class DatabaseOptions {

    private final Map<String, String> environment;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The database, without user and password: jdbc:postgresql://host:5432/name"
                            + " (or BAILIWICK_URL).")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description =
                    "Who logs in (or BAILIWICK_USER); the role that the command acts as, if"
                            + " missing.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description =
                    "The first line is the password (or BAILIWICK_PASSWORD_FILE, or the password"
                            + " itself in BAILIWICK_PASSWORD). Without one, PGPASSFILE and .pgpass"
                            + " are looked into.")
    private @Nullable Path passwordFile;

    public DatabaseOptions() {
        this(System.getenv());
    }

    /**
     * @param environment instead of the process's own
     */
    public DatabaseOptions(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether a database was named. */
    public boolean given() {
        return url().isPresent();
    }

    /**
     * @param role who logs in if nobody is named
     * @throws CommandException if no database was named, or the password cannot be read
     */
    public Database as(String role) {
        return database(user().orElse(role), new Password("BAILIWICK_PASSWORD", passwordFile));
    }

    /**
     * The same database for another role, with a password of its own.
     *
     * @param name of the environment's variables for it, as {@code BAILIWICK_APP_PASSWORD}
     * @throws CommandException as {@link #as}
     */
    public Database other(String role, String name, @Nullable Path file) {
        return database(role, new Password(name, file));
    }

    private Database database(String role, Password password) {
        String address =
                url().orElseThrow(
                                () ->
                                        CommandException.couldNot(
                                                "Say which database: --url"
                                                        + " jdbc:postgresql://host:5432/name."));
        return new Database(Address.parse(address), role, password.read(environment));
    }

    private Optional<String> url() {
        return Optional.ofNullable(url).or(() -> environment("BAILIWICK_URL"));
    }

    private Optional<String> user() {
        return Optional.ofNullable(user).or(() -> environment("BAILIWICK_USER"));
    }

    private Optional<String> environment(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
