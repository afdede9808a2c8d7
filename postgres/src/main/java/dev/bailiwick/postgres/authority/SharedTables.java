package dev.bailiwick.postgres.authority;

import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The tables of a wall whose rows can be shared, by the names that they are shared as. */
final class SharedTables {

    private final Wall wall;
    private final SortedMap<String, Table> byType = new TreeMap<>();

    SharedTables(Wall wall) {
        this.wall = wall;
        for (Table table : wall.tables()) {
            if (table.words().get("shared-as") instanceof Map<?, ?> shared) {
                byType.put(String.valueOf(shared.get("type")), table);
            }
        }
    }

    SortedSet<String> types() {
        return new TreeSet<>(byType.keySet());
    }

    /**
     * The branches of a CASE that find whose the row is that the function {@code owner_of} is asked
     * about. A column of the table that is named as an argument would be taken for it, were that
     * not named in full.
     */
    String owners() {
        return byType.isEmpty()
                ? "when '' then null::" + wall.principalKey().sql()
                : byType.entrySet().stream()
                        .map(entry -> owner(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("\n        "));
    }

    /** That the row which the share {@code s} is of is gone; false of a type that is not here. */
    String gone() {
        return byType.isEmpty()
                ? "false"
                : byType.entrySet().stream()
                        .map(entry -> gone(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining(" or "));
    }

    private String gone(String type, Table table) {
        Map<String, Object> words = table.words();
        Object id = ((Map<?, ?>) words.getOrDefault("shared-as", Map.of())).get("id");
        return "(s.type = '%s' and not exists (select from %s as r where r.%s = s.tenant_id and r.%s = s.resource_id))"
                .formatted(
                        type,
                        Accounts.quotedTable(table.name(), wall.schema()),
                        Accounts.quoted(String.valueOf(words.get("column"))),
                        Accounts.quoted(String.valueOf(id)));
    }

    private String owner(String type, Table table) {
        Map<String, Object> words = table.words();
        Object id = ((Map<?, ?>) words.getOrDefault("shared-as", Map.of())).get("id");
        return "when '%s' then (select r.%s::%s from %s as r where r.%s = %s.tenant() and r.%s = owner_of.resource)"
                .formatted(
                        type,
                        Accounts.quoted(String.valueOf(words.get("owned-by"))),
                        wall.principalKey().sql(),
                        Accounts.quotedTable(table.name(), wall.schema()),
                        Accounts.quoted(String.valueOf(words.get("column"))),
                        Accounts.quoted(wall.functionSchema()),
                        Accounts.quoted(String.valueOf(id)));
    }
}
