package dev.bailiwick.posture.database.backup;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Names of entries: paths below the data directory, with slashes. */
final class Names {

    /** No name begins or ends with a slash, and none of its parts is empty or all dots. */
    private static final Pattern PLAIN = Pattern.compile("(?!\\.+(/|$))[^/\\x00]+");

    private Names() {}

    /** The path of {@code path} below {@code root}. */
    static String of(Path root, Path path) {
        return root.relativize(path).toString().replace('\\', '/');
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
