package dev.bailiwick.declaration;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.ChainedTable;
import dev.bailiwick.postgres.IdentityTable;
import dev.bailiwick.postgres.InternalTable;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the entry of one table; one reader for a file, whose dimensions it remembers. */
final class TableReader {

    private static final List<String> KINDS =
            List.of("tenant", "chained", "identity", "global", "internal");

    private final Map<String, Dimension<String>> dimensions = new HashMap<>();

    Table read(String name, Mapping entry) {
        Value kind = entry.get("kind");
        return switch (kind.text()) {
            case "tenant" -> tenant(name, entry);
            case "chained" -> chained(name, entry);
            case "identity" -> identity(name, entry);
            case "global" -> {
                entry.only("kind");
                yield Table.global(name);
            }
            case "internal" -> internal(name, entry);
            default -> throw Words.unknown(kind, KINDS);
        };
    }

    private Table tenant(String name, Mapping entry) {
        entry.only(
                "kind",
                "column",
                "narrowed-by",
                "narrowed-by-optional",
                "app",
                "updatable",
                "owner");
        TenantTable table = Table.tenant(name);
        if (entry.has("column")) {
            table = table.in(entry.get("column").text());
        }
        table = narrowed(table, entry, "narrowed-by", false);
        table = narrowed(table, entry, "narrowed-by-optional", true);
        for (Privilege privilege : Privilege.of(entry)) {
            table =
                    switch (privilege.command()) {
                        case SELECT -> table.select();
                        case INSERT -> table.insert();
                        case UPDATE -> table.update(privilege.columnNames());
                        case DELETE -> table.delete();
                    };
        }
        return switch (owner(entry)) {
            case "looks-up" -> table.lookedUpByOwner();
            case "changes" -> table.changedByOwner();
            default -> table;
        };
    }

    private TenantTable narrowed(TenantTable table, Mapping entry, String key, boolean optional) {
        TenantTable narrowed = table;
        if (entry.has(key)) {
            for (Map.Entry<String, Value> by : entry.get(key).mapping().values().entrySet()) {
                Dimension<String> dimension = dimension(by.getKey(), by.getValue());
                String column = by.getValue().text();
                narrowed =
                        optional
                                ? narrowed.narrowedByOptional(dimension, column)
                                : narrowed.narrowedBy(dimension, column);
            }
        }
        return narrowed;
    }

    private Dimension<String> dimension(String name, Value value) {
        try {
            return dimensions.computeIfAbsent(name, key -> Dimension.of(key, text -> text));
        } catch (IllegalArgumentException wrong) {
            throw new MalformedFileException(value.place(), String.valueOf(wrong.getMessage()));
        }
    }

    private static Table chained(String name, Mapping entry) {
        entry.only("kind", "parent", "app", "updatable");
        Reference parent = Reference.of(entry.get("parent"));
        ChainedTable table =
                Table.chained(name, parent.column(), parent.table(), parent.tableColumn());
        for (Privilege privilege : Privilege.of(entry)) {
            table =
                    switch (privilege.command()) {
                        case SELECT -> table.select();
                        case INSERT -> table.insert();
                        case UPDATE -> table.update(privilege.columnNames());
                        case DELETE -> table.delete();
                    };
        }
        return table;
    }

    private static Table identity(String name, Mapping entry) {
        entry.only("kind", "select", "insert", "update", "delete", "updatable", "owner");
        IdentityTable table = Table.identity(name);
        if (entry.has("select")) {
            Reached rows = Reached.of(entry.get("select"));
            table = table.select(rows.first(), rows.more());
        }
        if (entry.has("insert")) {
            Reached rows = Reached.of(entry.get("insert"));
            table = table.insert(rows.first(), rows.more());
        }
        if (entry.has("update")) {
            Reached rows = Reached.of(entry.get("update"));
            List<String> columns = entry.find("updatable").map(Value::texts).orElse(List.of());
            table = table.update(columns, rows.first(), rows.more());
        } else if (entry.has("updatable")) {
            throw new MalformedFileException(
                    entry.place("updatable"), "names columns, but there is no 'update'");
        }
        if (entry.has("delete")) {
            Reached rows = Reached.of(entry.get("delete"));
            table = table.delete(rows.first(), rows.more());
        }
        return switch (owner(entry)) {
            case "looks-up" -> table.lookedUpByOwner();
            case "changes" -> table.changedByOwner();
            default -> table;
        };
    }

    private static Table internal(String name, Mapping entry) {
        entry.only("kind", "for");
        InternalTable table = Table.internal(name);
        if (!entry.has("for")) {
            return table;
        }
        return switch (Words.oneOf(entry.get("for"), "worker", "its-tool")) {
            case "worker" -> table.forWorker();
            default -> table.leftToItsTool();
        };
    }

    private static String owner(Mapping entry) {
        return entry.has("owner")
                ? Words.oneOf(entry.get("owner"), "looks-up", "changes")
                : "nothing";
    }
}
