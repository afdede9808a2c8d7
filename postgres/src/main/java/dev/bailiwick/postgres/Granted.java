package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The commands that a role may use on a table.
 *
 * @param columns the only ones that each command may name, sorted; all of them where the list is
 *     empty. A command that is missing may not be used
 */
record Granted(Map<Command, List<String>> columns) {

    static final Granted NOTHING = new Granted(Map.of());
    static final Granted SELECT = NOTHING.with(Command.SELECT);
    static final Granted ALL =
            SELECT.with(Command.INSERT).with(Command.UPDATE).with(Command.DELETE);

    Granted {
        Map<Command, List<String>> sorted = new EnumMap<>(Command.class);
        columns.forEach(
                (command, names) -> {
                    names.forEach(column -> Name.check("column", column));
                    sorted.put(command, names.stream().sorted().distinct().toList());
                });
        columns = sorted;
    }

    Granted with(Command command, String... only) {
        Map<Command, List<String>> more = new EnumMap<>(Command.class);
        more.putAll(columns);
        more.put(command, List.of(only));
        return new Granted(more);
    }

    /** This command alone, if it is among them. */
    Granted only(Command command) {
        List<String> names = columns.get(command);
        return names == null ? NOTHING : new Granted(Map.of(command, names));
    }

    boolean may(Command command) {
        return columns.containsKey(command);
    }

    /** Whether SELECT may name the column. */
    boolean reads(String column) {
        List<String> read = columns.get(Command.SELECT);
        return read != null && (read.isEmpty() || read.contains(column));
    }

    /** As a declaration file says it, under the keys {@code app} and {@code columns}. */
    void addWords(Map<String, Object> words) {
        if (!nothing()) {
            words.put("app", equals(ALL) ? "everything" : commands());
        }
        addColumns(words);
    }

    /** The key {@code columns}, if any command is limited to some. */
    void addColumns(Map<String, Object> words) {
        Map<String, Object> limited = new LinkedHashMap<>();
        columns.forEach(
                (command, names) -> {
                    if (!names.isEmpty()) {
                        limited.put(command.sql(), names);
                    }
                });
        if (!limited.isEmpty()) {
            words.put("columns", limited);
        }
    }

    private List<String> commands() {
        return columns.keySet().stream().map(Command::sql).toList();
    }

    boolean nothing() {
        return columns.isEmpty();
    }

    /** Privileges one by one, as the catalogue holds them: a column each. */
    List<String> single() {
        List<String> single = new ArrayList<>();
        columns.forEach(
                (command, names) -> {
                    if (names.isEmpty()) {
                        single.add(command.sql());
                    }
                    names.forEach(column -> single.add(command.sql() + " (" + column + ")"));
                });
        return single;
    }

    /** Privileges as GRANT lists them. */
    List<String> privileges() {
        List<String> privileges = new ArrayList<>();
        columns.forEach(
                (command, names) ->
                        privileges.add(
                                names.isEmpty()
                                        ? command.sql()
                                        : command.sql() + " (" + Name.list(names) + ")"));
        return privileges;
    }
}
