package dev.bailiwick.cli.database;

import dev.bailiwick.cli.CommandException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a password is to be found.
 *
 * @param name of the environment's variable; with {@code _FILE} behind it, of that for the file
 * @param file which goes before both
 */
record Password(String name, @Nullable Path file) {

    /** The password, or nothing where the driver is to look into .pgpass. */
    Optional<String> read(Map<String, String> environment) {
        if (file != null) {
            return Optional.of(firstLine(file));
        }
        String named = environment.get(name + "_FILE");
        if (named != null && !named.isBlank()) {
            return Optional.of(firstLine(Path.of(named)));
        }
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file)
                    .lines()
                    .findFirst()
                    .filter(line -> !line.isEmpty())
                    .orElseThrow(
                            () ->
                                    CommandException.couldNot(
                                            "The password file %s is empty.".formatted(file)));
        } catch (IOException unreadable) {
            throw CommandException.couldNot(
                    "The password file %s cannot be read: %s."
                            .formatted(file, unreadable.getClass().getSimpleName()));
        }
    }
}
