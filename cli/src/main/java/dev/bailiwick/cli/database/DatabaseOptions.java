package dev.bailiwick.cli.database;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The options by which a command is told its database. */
public final class DatabaseOptions {

    private static final String PASSWORD = "BAILIWICK_PASSWORD";

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
        return database(
                user().orElse(role), new Password(PASSWORD, passwordFile).read(environment));
    }

    /**
     * The same database for the app role, with the password that is its own.
     *
     * @throws CommandException as {@link #as}
     */
    public Database asApp(String role, AppPassword app) {
        return database(role, app.password().read(environment));
    }

    /**
     * As {@link #asApp}, where no other role logs in: whoever is named as the user, and with the
     * password that is given for whoever logs in, unless there is one for the app role.
     *
     * @throws CommandException as {@link #as}
     */
    public Database asAppAlone(String role, AppPassword app) {
        Optional<String> password =
                app.password()
                        .read(environment)
                        .or(() -> new Password(PASSWORD, passwordFile).read(environment));
        return database(user().orElse(role), password);
    }

    private Database database(String role, Optional<String> password) {
        String address =
                url().orElseThrow(
                                () ->
                                        CommandException.couldNot(
                                                "Say which database: --url"
                                                        + " jdbc:postgresql://host:5432/name."));
        return new Database(Address.parse(address), role, password);
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
