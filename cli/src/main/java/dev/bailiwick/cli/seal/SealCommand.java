package dev.bailiwick.cli.seal;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.Database;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.cli.wall.WallOptions;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.sealed.SealKey;
import dev.bailiwick.postgres.sealed.SealKeys;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code bailiwick seal}: sets the verifier up, and lets it take keys, which no output shows. */
@Command(
        name = "seal",
        description = {
            "Sets up what verifies the sealed scopes of the declaration, and the keys that it"
                    + " takes. Needs an administrator, --user; a superuser for seal: slot.",
            "Keys are in files or the environment, never in arguments. May be run again.",
            "Ends with 0, or with 2 if it could not be done."
        },
        mixinStandardHelpOptions = true)
public final class SealCommand implements BailiwickCommand {

    private static final String KEY = "BAILIWICK_SEAL_KEY";

    private final Map<String, String> environment;

    @Mixin private WallOptions wall = new WallOptions();

    @Mixin private DatabaseOptions database;

    @Option(
            names = "--new-key",
            paramLabel = "FILE",
            description = "Writes a new key there, for its owner's eyes alone, and does no more.")
    private @Nullable Path newKey;

    @Option(
            names = "--number",
            defaultValue = "1",
            paramLabel = "NUMBER",
            description = "Of --new-key; tells keys apart while two are valid (${DEFAULT-VALUE}).")
    private int number = 1;

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "The key that is taken from now on, beside those that are there (or"
                            + " BAILIWICK_SEAL_KEY_FILE, or what such a file holds in"
                            + " BAILIWICK_SEAL_KEY).")
    private @Nullable Path keyFile;

    @Option(
            names = "--remove-key",
            paramLabel = "NUMBER",
            description = "The key that is taken no longer.")
    private @Nullable Integer removed;

    @Spec private CommandSpec spec = CommandSpec.create();

    public SealCommand() {
        this(new DatabaseOptions(), System.getenv());
    }

    SealCommand(DatabaseOptions database, Map<String, String> environment) {
        this.database = database;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (newKey != null) {
            return generate(newKey);
        }
        Wall declared = wall.read(database).wall();
        String verifier = verifier(declared);
        Optional<SealKey> key = key();
        Database administrator = database.as("postgres");
        administrator.<Integer>connected(connection -> setUp(connection, verifier));
        say("The verifier is as declared.");
        SealKeys keys = SealKeys.in(administrator.source());
        try {
            if (key.isPresent()) {
                add(keys, key.get());
            }
            if (removed != null) {
                remove(keys, removed);
            }
            say(listed(keys.ids()));
        } catch (SQLException failure) {
            throw administrator.could(failure);
        }
        return 0;
    }

    private static String verifier(Wall declared) {
        if (declared.seal().isEmpty()) {
            throw CommandException.couldNot(
                    "The declaration says nothing of a seal: 'seal: portable' or 'seal: slot'"
                            + " does.");
        }
        return WallSql.verifier(declared);
    }

    private int generate(Path file) {
        try {
            SealKey.generate(number).write(file);
        } catch (FileAlreadyExistsException there) {
            throw CommandException.couldNot(
                    "%s is there already, and somebody may use it.".formatted(file));
        } catch (IOException | IllegalArgumentException wrong) {
            throw CommandException.couldNot(
                    "No key was made: %s.".formatted(String.valueOf(wrong.getMessage())));
        }
        say(
                "%s has key %d. Give it to the application and to nobody else."
                        .formatted(file, number));
        return 0;
    }

    /** The text is one for psql too, and so are its statements: all of them or none. */
    private static int setUp(Connection connection, String verifier) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(verifier);
        }
        connection.commit();
        return 0;
    }

    private void add(SealKeys keys, SealKey key) throws SQLException {
        if (keys.holds(key)) {
            say("Key %d is there already.".formatted(key.id()));
        } else if (keys.ids().contains(key.id())) {
            throw CommandException.couldNot(
                    "The key was not added: another one has the number %d. Make it with --number."
                            .formatted(key.id()));
        } else {
            keys.add(key);
            say("Key %d is taken from now on.".formatted(key.id()));
        }
    }

    private void remove(SealKeys keys, int unwanted) throws SQLException {
        say(
                keys.remove(unwanted)
                        ? "Key %d is taken no longer.".formatted(unwanted)
                        : "There is no key %d.".formatted(unwanted));
    }

    private static String listed(List<Integer> ids) {
        return ids.isEmpty()
                ? "There is no key: every sealed scope is refused."
                : "Keys: "
                        + ids.stream().map(String::valueOf).collect(Collectors.joining(", "))
                        + ".";
    }

    private Optional<SealKey> key() {
        Optional<Path> file =
                Optional.ofNullable(keyFile).or(() -> value(KEY + "_FILE").map(Path::of));
        if (file.isPresent()) {
            try {
                return Optional.of(SealKey.read(file.get()));
            } catch (IOException unreadable) {
                throw CommandException.couldNot(
                        "%s: %s."
                                .formatted(
                                        unreadable.getClass().getSimpleName(),
                                        unreadable.getMessage()));
            }
        }
        try {
            return value(KEY).map(SealKey::parse);
        } catch (IllegalArgumentException broken) {
            throw CommandException.couldNot(KEY + " holds no whole seal key.");
        }
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private void say(String line) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.println(line);
        writer.flush();
    }
}
