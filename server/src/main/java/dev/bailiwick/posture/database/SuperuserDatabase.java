package dev.bailiwick.posture.database;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.database.embedded.EmbeddedPostgres;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.Secrets;
import dev.bailiwick.posture.directory.DataDirectory;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.Optional;

/**
 * The embedded database of an installation for its superuser, beside a running server or without
 * one. It is taken as it is: nothing is brought up to this version.
 */
public final class SuperuserDatabase implements AutoCloseable {

    private final Path files;
    private final Login login;
    private final @Nullable EmbeddedPostgres started;
    private final @Nullable DataDirectory held;

    private SuperuserDatabase(
            Path files,
            Login login,
            @Nullable EmbeddedPostgres started,
            @Nullable DataDirectory held) {
        this.files = files;
        this.login = login;
        this.started = started;
        this.held = held;
    }

    /**
     * Finds the server that runs on the data, or starts one.
     *
     * @param data that have an embedded database
     * @throws CommandException with one line, if it cannot be got at
     */
    public static SuperuserDatabase open(Path data) {
        Path files = files(data);
        String password =
                new Secrets(DataDirectory.at(data).secrets(), System.getenv())
                        .password(EmbeddedPostgres.SUPERUSER);
        Optional<Integer> port = EmbeddedPostgres.runningAt(data);
        if (port.isPresent()) {
            return new SuperuserDatabase(files, login(port.get(), password), null, null);
        }
        DataDirectory held = DataDirectory.hold(data);
        try {
            EmbeddedPostgres started = EmbeddedPostgres.start(held.path(), password);
            return new SuperuserDatabase(files, login(started.port(), password), started, held);
        } catch (RuntimeException e) {
            held.close();
            throw e;
        }
    }

    private static Path files(Path data) {
        try {
            return data.resolve("postgres").toRealPath();
        } catch (IOException e) {
            throw noneIn(data);
        }
    }

    /** What is said of a directory without an embedded database. */
    static CommandException noneIn(Path data) {
        return CommandException.couldNot(
                "There is no embedded database in %s; name the server's data directory with --data."
                        .formatted(data));
    }

    /** Whether there is an embedded database below {@code data}. */
    public static boolean isIn(Path data) {
        return Files.isDirectory(data.resolve("postgres"));
    }

    private static Login login(int port, String password) {
        return new Login(Database.embeddedUrl(port), EmbeddedPostgres.SUPERUSER, password);
    }

    /** Where its files are. */
    public Path files() {
        return files;
    }

    /**
     * @throws CommandException with the line that says why not
     */
    public Connection connect() {
        login.check();
        return login.connect();
    }

    /** Stops the server if it was started for this. */
    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
