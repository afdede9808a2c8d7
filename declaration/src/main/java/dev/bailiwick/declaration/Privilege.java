package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Nearest;
import dev.bailiwick.declaration.yaml.Value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One command that the app role may use on a table.
 *
 * @param columns the only ones that UPDATE may set; all when empty
 */
record Privilege(Command command, List<String> columns) {

    /**
     * Reads the keys {@code app} and {@code updatable}; nothing is granted where they are missing.
     */
    static List<Privilege> of(Mapping entry) {
        List<Value> words =
                entry.find("app")
                        .map(app -> app.isText() ? List.of(app) : app.list())
                        .orElse(List.of());
        List<Command> commands = new ArrayList<>();
        words.forEach(word -> commands.addAll(commands(word)));
        List<String> columns = entry.find("updatable").map(Value::texts).orElse(List.of());
        if (entry.has("updatable") && !commands.contains(Command.UPDATE)) {
            throw new MalformedFileException(
                    entry.place("updatable"), "names columns, but 'app' has no update");
        }
        return commands.stream()
                .distinct()
                .map(
                        command ->
                                new Privilege(
                                        command, command == Command.UPDATE ? columns : List.of()))
                .toList();
    }

    String[] columnNames() {
        return columns.toArray(String[]::new);
    }

    private static List<Command> commands(Value word) {
        return switch (word.text()) {
            case "everything" -> List.of(Command.values());
            case "append-only" -> List.of(Command.SELECT, Command.INSERT);
            default ->
                    Arrays.stream(Command.values())
                            .filter(command -> command.word().equals(word.text()))
                            .findFirst()
                            .map(List::of)
                            .orElseThrow(() -> unknown(word));
        };
    }

    private static MalformedFileException unknown(Value word) {
        List<String> known = new ArrayList<>(List.of("everything", "append-only"));
        Arrays.stream(Command.values()).map(Command::word).forEach(known::add);
        return new MalformedFileException(
                word.place(),
                "unknown command '%s'%s".formatted(word.text(), Nearest.hint(word.text(), known)));
    }

    enum Command {
        SELECT,
        INSERT,
        UPDATE,
        DELETE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
