package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What {@link Inference} makes of a database: the declarations that follow from it, and what must
 * be asked. The same database always gives the same proposal.
 *
 * @param schema the first of those that were read, in which tables without a schema are
 * @param tenantKey the type of the key of the table of tenants
 * @param tables sorted by name
 * @param questions sorted by table; those that block first, for each table
 */
public record Proposal(
        String schema, KeyType tenantKey, List<Proposed> tables, List<Question> questions) {

    public Proposal {
        tables = List.copyOf(tables);
        questions = List.copyOf(questions);
    }

    /**
     * The wall of all proposed tables and the answers given.
     *
     * @param answers declarations of the tables that block, and of any others that are meant
     *     otherwise than proposed
     * @throws IllegalStateException if a table that blocks has no answer
     * @throws IllegalArgumentException if the declarations do not go together, as {@link Wall#of}
     */
    public Wall wall(Roles roles, Table... answers) {
        Map<String, Table> byName = new TreeMap<>();
        tables.forEach(proposed -> byName.put(proposed.table().name(), proposed.table()));
        for (Table answer : answers) {
            byName.put(answer.name(), answer);
        }
        List<String> open =
                questions.stream()
                        .filter(Question::blocking)
                        .map(Question::table)
                        .filter(table -> !byName.containsKey(table))
                        .toList();
        if (!open.isEmpty()) {
            throw new IllegalStateException(
                    "Declare these tables, of which the catalogue does not tell whose they are: "
                            + String.join(", ", open));
        }
        return Wall.of(schema, roles, byName.values()).withTenantKey(tenantKey);
    }

    /**
     * The declaration as Java, to be pasted and reviewed; questions stand in it as comments, those
     * that block in place of the declaration that is wanting.
     */
    public String toJava(Roles roles) {
        Map<String, List<String>> lines = new TreeMap<>();
        for (Question question : questions) {
            List<String> about = lines.computeIfAbsent(question.table(), _ -> new ArrayList<>());
            about.add("// " + question.table() + ": " + question.sentence());
            about.add("// likely: " + question.line());
        }
        for (Proposed proposed : tables) {
            lines.computeIfAbsent(proposed.table().name(), _ -> new ArrayList<>())
                    .add(proposed.java() + ",");
        }
        String body =
                lines.values().stream()
                        .flatMap(List::stream)
                        .map(line -> "        " + line)
                        .collect(Collectors.joining("\n"));
        int last = body.lastIndexOf("),");
        if (last >= 0) {
            body = body.substring(0, last + 1) + body.substring(last + 2);
        }
        return """
        Wall.of(
                "%s",
                Roles.of("%s", "%s"),
        %s)
            .withTenantKey(KeyType.%s);
        """
                .formatted(schema, roles.owner(), roles.app(), body, tenantKey);
    }
}
