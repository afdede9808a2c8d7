package dev.bailiwick.postgres.promotion;

import java.util.List;
import java.util.stream.Collectors;

/** Names between quotes; what a wall declares holds no quotes itself. */
final class Quoted {

    private Quoted() {}

    static String name(String name) {
        return '"' + name + '"';
    }

    static String list(List<String> names) {
        return names.stream().map(Quoted::name).collect(Collectors.joining(", "));
    }

    /** As a literal. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    static String array(List<String> names) {
        return names.stream().map(Quoted::text).collect(Collectors.joining(", ", "array[", "]"));
    }
}
