package dev.bailiwick.posture.database.backup;

import dev.bailiwick.cli.CommandException;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names of entries: paths below the data directory, with slashes. */
final class Names {

    /** No name begins or ends with a slash, and none of its parts is empty or all dots. */
    private static final Pattern PLAIN = Pattern.compile("(?!\\.+(/|$))[^/\\x00]+");

    private Names() {}

    /**
     * The path of {@code path} below {@code root}.
     *
     * @throws CommandException if no backup is read that has such a name
     */
    static String of(Path root, Path path) {
        Path below = root.relativize(path);
        String name = below.toString();
        if (!isPlain(name) || !isText(below)) {
            throw CommandException.couldNot(
                    "%s has a name that a backup cannot have; rename it or move it out of the data directory."
                            .formatted(path));
        }
        return name;
    }

    /** Other bytes are told as if they were text, and would have another name when restored. */
    private static boolean isText(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** Whether {@code name} leads below wherever it is put, and nowhere else. */
    static boolean isPlain(String name) {
        for (String part : name.split("/", -1)) {
            if (!PLAIN.matcher(part).matches()) {
                return false;
            }
        }
        return true;
    }
}
