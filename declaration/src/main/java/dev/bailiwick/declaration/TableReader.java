package dev.bailiwick.declaration;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Nearest;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.ChainedTable;
import dev.bailiwick.postgres.IdentityTable;
import dev.bailiwick.postgres.InternalTable;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the entry of one table; one reader for a file, whose dimensions it remembers. */
final class TableReader {

    private static final List<String> KINDS =
            List.of("tenant", "chained", "view", "identity", "global", "internal");

    private final Map<String, Dimension<String>> dimensions = new HashMap<>();
    private final List<String> optional;

    /**
     * @param optional names of the dimensions that a scope may leave out
     */
    TableReader(List<String> optional) {
        this.optional = optional;
    }

    Table read(String name, Mapping entry) {
        Value kind = entry.get("kind");
        return switch (kind.text()) {
            case "tenant" -> tenant(name, entry);
            case "chained" -> chained(name, entry);
            case "view" -> {
                entry.only("kind", "app", "columns", "sequences");
                yield Privilege.granted(Table.view(name), entry);
            }
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
                "narrowed-by-number",
                "narrowed-by-optional-number",
                "narrowed-by-numbers",
                "narrowed-through",
                "narrowed-through-number",
                "owned-by",
                "in-team",
                "in-team-optional",
                "shared-as",
                "read-with",
                "changed-with",
                "shared-rows",
                "app",
                "columns",
                "sequences",
                "owner");
        TenantTable table = Table.tenant(name);
        if (entry.has("column")) {
            table = table.in(entry.get("column").text());
        }
        table = narrowed(table, entry);
        table = Portioned.of(table, entry);
        if (entry.has("shared-rows")) {
            table = shared(table, entry.get("shared-rows"));
        }
        table = Privilege.granted(table, entry);
        return switch (owner(entry)) {
            case "looks-up" -> table.lookedUpByOwner();
            case "changes" -> table.changedByOwner();
            default -> table;
        };
    }

    private TenantTable narrowed(TenantTable table, Mapping entry) {
        TenantTable narrowed = narrowed(table, entry, "narrowed-by", TenantTable::narrowedBy);
        narrowed =
                narrowed(narrowed, entry, "narrowed-by-optional", TenantTable::narrowedByOptional);
        narrowed = narrowed(narrowed, entry, "narrowed-by-number", TenantTable::narrowedByNumber);
        narrowed =
                narrowed(
                        narrowed,
                        entry,
                        "narrowed-by-optional-number",
                        TenantTable::narrowedByOptionalNumber);
        narrowed = narrowedBySeveral(narrowed, entry);
        narrowed = narrowedThrough(narrowed, entry, "narrowed-through");
        return narrowedThrough(narrowed, entry, "narrowed-through-number");
    }

    private TenantTable narrowedBySeveral(TenantTable table, Mapping entry) {
        TenantTable narrowed = table;
        if (entry.has("narrowed-by-numbers")) {
            for (Map.Entry<String, Value> by :
                    entry.get("narrowed-by-numbers").mapping().values().entrySet()) {
                Mapping columns = by.getValue().mapping().only("column", "own");
                narrowed =
                        narrowed.narrowedByNumbers(
                                dimension(by.getKey(), true, by.getValue()),
                                columns.get("column").text(),
                                columns.get("own").text());
            }
        }
        return narrowed;
    }

    private TenantTable narrowedThrough(TenantTable table, Mapping entry, String key) {
        TenantTable narrowed = table;
        if (entry.has(key)) {
            boolean numbered = key.endsWith("-number");
            for (Map.Entry<String, Value> by : entry.get(key).mapping().values().entrySet()) {
                Value link = by.getValue();
                narrowed =
                        narrowed.narrowedThrough(
                                dimension(by.getKey(), numbered, link), Reference.linkOf(link));
            }
        }
        return narrowed;
    }

    private static TenantTable shared(TenantTable table, Value rows) {
        if (rows.isMapping()) {
            return table.sharedRows(rows.mapping().only("where").get("where").text());
        }
        Words.oneOf(rows, "without-tenant");
        return table.sharedRows();
    }

    private TenantTable narrowed(TenantTable table, Mapping entry, String key, Narrowing way) {
        TenantTable narrowed = table;
        if (entry.has(key)) {
            boolean numbered = key.endsWith("-number");
            for (Map.Entry<String, Value> by : entry.get(key).mapping().values().entrySet()) {
                Value column = by.getValue();
                Dimension<String> dimension = dimension(by.getKey(), numbered, column);
                narrowed = way.narrow(narrowed, dimension, column.text());
            }
        }
        return narrowed;
    }

    private Dimension<String> dimension(String name, boolean numbered, Value column) {
        Dimension<String> dimension;
        try {
            dimension = dimensions.computeIfAbsent(name, key -> dimension(key, numbered));
        } catch (IllegalArgumentException wrong) {
            throw new MalformedFileException(column.place(), String.valueOf(wrong.getMessage()));
        }
        if (dimension.isNumbered() != numbered) {
            throw new MalformedFileException(
                    column.place(),
                    "some tables are narrowed by the numbers of '%s', and others are not"
                            .formatted(name));
        }
        return dimension;
    }

    private Dimension<String> dimension(String name, boolean numbered) {
        boolean mayBeLeftOut = optional.contains(name);
        if (numbered) {
            return mayBeLeftOut
                    ? Dimension.numberedOptional(name, Numbers::read)
                    : Dimension.numbered(name, Numbers::read);
        }
        return mayBeLeftOut
                ? Dimension.optional(name, text -> text)
                : Dimension.of(name, text -> text);
    }

    /**
     * @throws MalformedFileException if no table was narrowed by the dimension of that name
     */
    Dimension<String> used(Value name) {
        Dimension<String> dimension = dimensions.get(name.text());
        if (dimension == null) {
            throw new MalformedFileException(
                    name.place(),
                    "no table is narrowed by '%s'%s"
                            .formatted(
                                    name.text(),
                                    Nearest.hint(
                                            name.text(),
                                            dimensions.keySet().stream().sorted().toList())));
        }
        return dimension;
    }

    private static Table chained(String name, Mapping entry) {
        entry.only("kind", "parent", "parents", "ignoring", "app", "columns", "sequences");
        if (entry.has("parent") == entry.has("parents")) {
            throw new MalformedFileException(
                    entry.place(), "needs either 'parent', or 'parents' where there are several");
        }
        List<Link> links =
                entry.find("parents")
                        .map(several -> several.list().stream().map(Reference::linkOf).toList())
                        .orElseGet(() -> List.of(Reference.linkOf(entry.get("parent"))));
        if (links.isEmpty()) {
            throw entry.get("parents").wrong("at least one reference");
        }
        ChainedTable table =
                Table.chained(name, links.getFirst(), links.stream().skip(1).toArray(Link[]::new));
        List<String> ignored = entry.find("ignoring").map(Value::texts).orElse(List.of());
        if (!ignored.isEmpty()) {
            table = table.ignoring(ignored.toArray(String[]::new));
        }
        return Privilege.granted(table, entry);
    }

    private static Table identity(String name, Mapping entry) {
        entry.only("kind", "select", "insert", "update", "delete", "columns", "owner");
        IdentityTable table = Table.identity(name);
        List<String> read = columns(entry, "select");
        if (entry.has("select")) {
            Reached rows = Reached.of(entry.get("select"));
            table = table.select(read, rows.first(), rows.more());
        }
        if (entry.has("insert")) {
            Reached rows = Reached.of(entry.get("insert"));
            table = table.insert(rows.first(), rows.more());
        }
        List<String> written = columns(entry, "update");
        if (entry.has("update")) {
            Reached rows = Reached.of(entry.get("update"));
            table = table.update(written, rows.first(), rows.more());
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

    /** The only ones that a command may name; none where all are meant. */
    private static List<String> columns(Mapping entry, String command) {
        List<String> columns =
                entry.find("columns")
                        .flatMap(
                                limited -> limited.mapping().only("select", "update").find(command))
                        .map(Value::texts)
                        .orElse(List.of());
        if (!columns.isEmpty() && !entry.has(command)) {
            throw new MalformedFileException(
                    entry.place("columns"), "names columns, but there is no '" + command + "'");
        }
        return columns;
    }

    private static Table internal(String name, Mapping entry) {
        entry.only("kind", "for", "is");
        InternalTable table = Table.internal(name);
        if (entry.has("is")) {
            table =
                    switch (Words.oneOf(entry.get("is"), "materialized-view", "foreign-table")) {
                        case "materialized-view" -> table.materializedView();
                        default -> table.foreignTable();
                    };
        }
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

    /** One of the ways in which a table is narrowed by a column. */
    @FunctionalInterface
    private interface Narrowing {

        TenantTable narrow(TenantTable table, Dimension<?> dimension, String column);
    }
}
