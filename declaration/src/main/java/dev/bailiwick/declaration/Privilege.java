package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Nearest;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.GrantedTable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One command that the app role may use on a table.
 *
 * @param columns the only ones that it may name; all when empty
 */
record Privilege(Command command, List<String> columns) {

    /** Reads {@code app}, {@code columns} and {@code sequences}; what is missing grants nothing. */
    static <T extends GrantedTable<T>> T granted(T table, Mapping entry) {
        T granted = table;
        for (Privilege privilege : of(entry)) {
            String[] columns = privilege.columns().toArray(String[]::new);
            granted =
                    switch (privilege.command()) {
                        case SELECT -> granted.select(columns);
                        case INSERT -> granted.insert(columns);
                        case UPDATE -> granted.update(columns);
                        case DELETE -> granted.delete();
                    };
        }
        for (String sequence : entry.find("sequences").map(Value::texts).orElse(List.of())) {
            granted = granted.numberedBy(sequence);
        }
        return granted;
    }

    private static List<Privilege> of(Mapping entry) {
        List<Value> words =
                entry.find("app")
                        .map(app -> app.isText() ? List.of(app) : app.list())
                        .orElse(List.of());
        List<Command> commands = new ArrayList<>();
        words.forEach(word -> commands.addAll(commands(word)));
        return commands.stream()
                .distinct()
                .map(command -> new Privilege(command, columns(entry, command, commands)))
                .toList();
    }

    /** Columns of a command that is not granted are a mistake. */
    private static List<String> columns(Mapping entry, Command command, List<Command> granted) {
        if (!entry.has("columns")) {
            return List.of();
        }
        Mapping columns = entry.get("columns").mapping().only("select", "insert", "update");
        for (String named : columns.values().keySet()) {
            if (granted.stream().noneMatch(one -> one.word().equals(named))) {
                throw new MalformedFileException(
                        columns.place(named), "names columns, but 'app' has no " + named);
            }
        }
        return columns.find(command.word()).map(Value::texts).orElse(List.of());
    }

    private static List<Command> commands(Value word) {
        return switch (word.text()) {
            case "everything" -> List.of(Command.values());
            case "append-only" -> List.of(Command.SELECT, Command.INSERT);
            case "read-only" -> List.of(Command.SELECT);
            default ->
                    Arrays.stream(Command.values())
                            .filter(command -> command.word().equals(word.text()))
                            .findFirst()
                            .map(List::of)
                            .orElseThrow(() -> unknown(word));
        };
    }

    private static MalformedFileException unknown(Value word) {
        List<String> known = new ArrayList<>(List.of("everything", "append-only", "read-only"));
        Arrays.stream(Command.values()).map(Command::word).forEach(known::add);
        return new MalformedFileException(
                word.place(),
                "unknown command '%s'%s".formatted(word.text(), Nearest.hint(word.text(), known)));
    }

    private enum Command {
        SELECT,
        INSERT,
        UPDATE,
        DELETE;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
