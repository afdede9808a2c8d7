package dev.bailiwick.posture.database.login;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.directory.PrivateFile;
import dev.bailiwick.posture.disk.FileFault;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;

/**
 * Passwords of the database roles. A password {@code x} comes from the variable {@code
 * BAILIWICK_X_PASSWORD}, else from the file that {@code BAILIWICK_X_PASSWORD_FILE} names, else from
 * the file {@code x} of the secrets directory. Never from arguments or addresses: those can be read
 * by others.
 */
public final class Secrets {

    private static final int BYTES = 32;
    private static final String ADMINISTRATOR = "admin";

    private final Path directory;
    private final Map<String, String> environment;

    public Secrets(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /**
     * The password called {@code name}.
     *
     * @throws CommandException if there is none, or others may read its file
     */
    public String password(String name) {
        String password = find(name);
        if (password == null) {
            throw CommandException.couldNot(
                    "There is no password for %s: neither in %s nor in the file %s. Run ./bailiwick init with the same --data, or copy the secrets there."
                            .formatted(name, variable(name), directory.resolve(name)));
        }
        return password;
    }

    /**
     * The password of the administrator, who is not made here and whom {@code init} logs in as.
     *
     * @param user whose it is
     * @throws CommandException if nobody has given it, or others may read its file
     */
    public String administrator(String user) {
        String password = find(ADMINISTRATOR);
        if (password == null) {
            throw CommandException.couldNot(
                    "There is no password for the administrator %s: give it in %s or in the file %s, which only you may read."
                            .formatted(
                                    user,
                                    variable(ADMINISTRATOR),
                                    directory.resolve(ADMINISTRATOR)));
        }
        return password;
    }

    /** The password called {@code name}; a random one is written to its file if there is none. */
    public String passwordOrNew(String name) {
        String password = find(name);
        return password == null ? create(name) : password;
    }

    public boolean has(String name) {
        return find(name) != null;
    }

    private @Nullable String find(String name) {
        String value = environment.get(variable(name));
        if (value != null && !value.isEmpty()) {
            return value;
        }
        String named = environment.get(variable(name) + "_FILE");
        if (named != null && !named.isEmpty()) {
            return read(Path.of(named));
        }
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            return null;
        }
        refuseIfOthersMayRead(file);
        return read(file);
    }

    private String create(String name) {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        try {
            PrivateFile.replace(directory.resolve(name), (password + "\n").getBytes(US_ASCII));
            return password;
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The password file %s cannot be written: %s"
                            .formatted(directory.resolve(name), FileFault.of(e)));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The password file %s cannot be read: %s".formatted(file, FileFault.of(e)));
        }
    }

    private static void refuseIfOthersMayRead(Path file) {
        try {
            if (PrivateFile.isOpenToOthers(file)) {
                throw CommandException.couldNot(
                        "The password file %s may be read by others; take a new password or run: chmod 600 %s"
                                .formatted(file, file));
            }
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The password file %s cannot be examined: %s".formatted(file, FileFault.of(e)));
        }
    }

    private static String variable(String name) {
        return "BAILIWICK_" + name.toUpperCase(Locale.ROOT) + "_PASSWORD";
    }
}
