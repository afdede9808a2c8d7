package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.KeyType;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Some tables with references drawn by lot, and rows of two tenants: five of each whose references
 * are all there and lead to the same tenant, and one of each whose references lead to both.
 */
final class RandomSchema {

    private static final int ROWS = 5;

    private final KeyType type;
    private final List<Made> tables;

    private RandomSchema(KeyType type, List<Made> tables) {
        this.type = type;
        this.tables = tables;
    }

    static RandomSchema drawn(long seed) {
        Random lot = new Random(seed);
        KeyType type = List.of(KeyType.values()).get(lot.nextInt(4));
        int size = 4 + lot.nextInt(5);
        List<Made> tables = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<Reference> references = new ArrayList<>();
            int wanted = lot.nextInt(4);
            for (int n = 0; n < wanted; n++) {
                // mostly to an earlier table, now and then to a later one or itself
                int to = lot.nextInt(4) > 0 ? lot.nextInt(i + 1) : lot.nextInt(size);
                references.add(new Reference("r" + n, "t" + to, lot.nextInt(3) > 0));
            }
            tables.add(new Made("t" + i, i == 0 || lot.nextInt(4) == 0, references));
        }
        return new RandomSchema(type, tables);
    }

    List<String> names() {
        return tables.stream().map(Made::name).toList();
    }

    /** The text of a tenant's id. */
    String key(int tenant) {
        return switch (type) {
            case UUID -> "00000000-0000-7000-8000-00000000000" + tenant;
            case BIGINT, INTEGER -> Integer.toString(tenant);
            case TEXT -> "tenant-" + tenant;
        };
    }

    List<String> own(int tenant) {
        return IntStream.range(0, ROWS).mapToObj(n -> Integer.toString(tenant * 10 + n)).toList();
    }

    String tables() {
        StringBuilder sql = new StringBuilder();
        sql.append("create table org (id %s primary key);\n".formatted(type.sql()));
        for (Made table : tables) {
            sql.append("create table %s (id int primary key".formatted(table.name()));
            if (table.direct()) {
                sql.append(", owner %s not null references org".formatted(type.sql()));
            }
            for (Reference reference : table.references()) {
                sql.append(
                        ", %s int%s"
                                .formatted(
                                        reference.column(),
                                        reference.notNull() ? " not null" : ""));
            }
            sql.append(");\n");
        }
        for (Made table : tables) {
            for (Reference reference : table.references()) {
                sql.append(
                        "alter table %s add foreign key (%s) references %s;\n"
                                .formatted(table.name(), reference.column(), reference.parent()));
            }
        }
        return sql.toString();
    }

    /** A row refers to those of the same number; one that ends in 9 to either tenant's in turn. */
    String rows() {
        StringBuilder sql = new StringBuilder();
        for (int tenant = 1; tenant <= 2; tenant++) {
            sql.append("insert into drawn.org values ('%s');\n".formatted(key(tenant)));
            for (Made table : tables) {
                for (String id : own(tenant)) {
                    sql.append(insert(table, tenant, id, List.of(id)));
                }
                sql.append(
                        insert(
                                table,
                                tenant,
                                tenant + "9",
                                List.of(own(tenant).getFirst(), own(3 - tenant).getFirst())));
            }
        }
        return sql.toString();
    }

    private String insert(Made table, int tenant, String id, List<String> inTurn) {
        List<String> values = new ArrayList<>(List.of(id));
        if (table.direct()) {
            values.add("'" + key(tenant) + "'");
        }
        for (int i = 0; i < table.references().size(); i++) {
            values.add(inTurn.get(i % inTurn.size()));
        }
        return "insert into drawn.%s values (%s);\n"
                .formatted(table.name(), String.join(", ", values));
    }

    /** By references, one or several. */
    boolean leadsToATenant(String name) {
        Set<String> reached = new HashSet<>(List.of(name));
        List<String> open = new ArrayList<>(reached);
        while (!open.isEmpty()) {
            Made table = made(open.removeLast());
            if (table.direct()) {
                return true;
            }
            for (Reference reference : table.references()) {
                if (reached.add(reference.parent())) {
                    open.add(reference.parent());
                }
            }
        }
        return false;
    }

    private Made made(String name) {
        return tables.stream().filter(table -> table.name().equals(name)).findFirst().orElseThrow();
    }

    private record Made(String name, boolean direct, List<Reference> references) {}

    private record Reference(String column, String parent, boolean notNull) {}
}
