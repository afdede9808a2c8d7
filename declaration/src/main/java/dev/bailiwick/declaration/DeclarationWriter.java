package dev.bailiwick.declaration;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Rendering;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Settings;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuthoritySql;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a wall down: one line for each table, and only what is not as usual. */
final class DeclarationWriter {

    /** What no YAML parser takes for anything but this text; in flow style, where commas part. */
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_.-]*( -> [a-z0-9_.]+)?");

    private DeclarationWriter() {}

    static String write(Wall wall, Map<String, List<String>> comments) {
        StringBuilder text = new StringBuilder(head(wall));
        Map<String, String> tables = new TreeMap<>();
        comments.forEach((name, lines) -> tables.put(name, commented(lines)));
        List<Table> listed =
                wall.tables().stream().filter(table -> !isOfAnnex(wall, table)).toList();
        listed.forEach(
                table ->
                        tables.merge(
                                table.name(),
                                "  " + line(table) + "\n",
                                (comment, entry) -> comment + entry));
        text.append(listed.isEmpty() ? "tables: {}\n" : "tables:\n");
        tables.values().forEach(text::append);
        return text.toString();
    }

    /** All but the tables. */
    private static String head(Wall wall) {
        StringBuilder text = new StringBuilder();
        entry(text, "schema", wall.schema());
        entry(text, "roles", roles(wall.roles()));
        if (wall.tenantKey() != KeyType.UUID) {
            entry(text, "tenant-key", word(wall.tenantKey()));
        }
        if (wall.principalKey() != KeyType.UUID) {
            entry(text, "principal-key", word(wall.principalKey()));
        }
        if (!wall.settings().equals(Settings.standard())) {
            entry(text, "settings", settings(wall.settings()));
        }
        if (!wall.functionSchema().equals("bailiwick")) {
            entry(text, "functions-schema", wall.functionSchema());
        }
        if (wall.rendering() != Rendering.PLAIN) {
            entry(text, "rendering", word(wall.rendering()));
        }
        wall.seal().ifPresent(form -> entry(text, "seal", word(form)));
        List<String> optional =
                wall.dimensions().stream()
                        .filter(Dimension::isOptional)
                        .map(Dimension::name)
                        .sorted()
                        .toList();
        if (!optional.isEmpty()) {
            entry(text, "optional-dimensions", optional);
        }
        if (wall.hasEpoch()) {
            entry(text, "epoch", wall.epochSource().map(DeclarationWriter::epoch).orElse("told"));
        }
        wall.annex().ifPresent(annex -> entry(text, "authority", annex.words()));
        return text.toString();
    }

    private static Object epoch(EpochSource source) {
        return source.equals(AuthoritySql.epochs()) ? "authority" : source.words();
    }

    private static boolean isOfAnnex(Wall wall, Table table) {
        return wall.annex()
                .filter(annex -> table.name().startsWith(annex.schema() + "."))
                .isPresent();
    }

    private static String commented(List<String> lines) {
        return lines.stream()
                .map(line -> "  # " + line.replaceAll("\\R", " ") + "\n")
                .collect(Collectors.joining());
    }

    /** The entry of one table, as it stands in the list of them. */
    static String line(Table table) {
        StringBuilder text = new StringBuilder();
        entry(text, table.name(), table.words());
        return text.toString().strip();
    }

    private static Map<String, Object> roles(Roles roles) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("owner", roles.owner());
        words.put("app", roles.app());
        roles.worker().ifPresent(role -> words.put("worker", role));
        roles.maintenance().ifPresent(role -> words.put("maintenance", role));
        roles.several().ifPresent(role -> words.put("several", role));
        roles.guests().ifPresent(role -> words.put("guests", role));
        return words;
    }

    private static Map<String, Object> settings(Settings settings) {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("prefix", settings.prefix());
        words.put("tenant", settings.tenant());
        words.put("principal", settings.principal());
        return words;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void entry(StringBuilder text, String key, Object value) {
        scalar(text, key);
        text.append(": ");
        flow(text, value);
        text.append('\n');
    }

    private static void flow(StringBuilder text, Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append('{');
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                while (entries.hasNext()) {
                    Map.Entry<?, ?> entry = entries.next();
                    scalar(text, (String) entry.getKey());
                    text.append(": ");
                    flow(text, entry.getValue());
                    text.append(entries.hasNext() ? ", " : "");
                }
                text.append('}');
            }
            case Collection<?> list -> {
                text.append('[');
                Iterator<?> items = list.iterator();
                while (items.hasNext()) {
                    flow(text, items.next());
                    text.append(items.hasNext() ? ", " : "");
                }
                text.append(']');
            }
            default -> scalar(text, value.toString());
        }
    }

    private static void scalar(StringBuilder text, String value) {
        if (PLAIN.matcher(value).matches()) {
            text.append(value);
        } else {
            text.append('\'').append(value.replace("'", "''")).append('\'');
        }
    }
}
