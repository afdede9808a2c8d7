package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.ChainedTable;
import dev.bailiwick.postgres.Link;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.TenantTable;
import dev.bailiwick.postgres.ViewTable;
import dev.bailiwick.postgres.WhenNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The declaration that follows from the catalogue for one table.
 *
 * @param table the declaration
 * @param java the same as an expression of Java, as it would be written by hand
 */
public record Proposed(Table table, String java) {

    static Proposed tenant(Found found, String column) {
        TenantTable table = Table.tenant(found.name());
        String java = call("tenant", found.name());
        if (!column.equals("tenant_id")) {
            table = table.in(column);
            java += ".in(" + literal(column) + ")";
        }
        table = table.everything();
        java += ".everything()";
        for (String sequence : found.drawn()) {
            table = table.numberedBy(sequence);
            java += ".numberedBy(" + literal(sequence) + ")";
        }
        return new Proposed(table, java);
    }

    static Proposed chained(Found found, List<Link> links, List<String> ignored) {
        ChainedTable table =
                Table.chained(
                        found.name(),
                        links.getFirst(),
                        links.subList(1, links.size()).toArray(Link[]::new));
        StringBuilder java = new StringBuilder("Table.chained(").append(literal(found.name()));
        links.forEach(link -> java.append(", ").append(java(link)));
        java.append(')');
        if (!ignored.isEmpty()) {
            table = table.ignoring(ignored.toArray(String[]::new));
            java.append(".ignoring(").append(literals(ignored)).append(')');
        }
        table = table.everything();
        java.append(".everything()");
        for (String sequence : found.drawn()) {
            table = table.numberedBy(sequence);
            java.append(".numberedBy(").append(literal(sequence)).append(')');
        }
        return new Proposed(table, java.toString());
    }

    /** The table of tenants: each sees its own row and changes nothing. */
    static Proposed tenants(Found found, String key) {
        return new Proposed(
                Table.identity(found.name()).select(Rows.ofTenant(key)),
                call("identity", found.name()) + ".select(Rows.ofTenant(" + literal(key) + "))");
    }

    /** People who belong to tenants by a list of members. */
    static Proposed members(
            Found found, String column, String link, String linkColumn, String tenantColumn) {
        return new Proposed(
                Table.identity(found.name())
                        .select(Rows.ofTenantThrough(column, link, linkColumn, tenantColumn)),
                "%s.select(Rows.ofTenantThrough(%s))"
                        .formatted(
                                call("identity", found.name()),
                                literals(List.of(column, link, linkColumn, tenantColumn))));
    }

    static Proposed global(Found found) {
        return new Proposed(Table.global(found.name()), call("global", found.name()));
    }

    static Proposed internal(Found found) {
        return new Proposed(Table.internal(found.name()), call("internal", found.name()));
    }

    static Proposed view(Found found) {
        ViewTable view = Table.view(found.name()).readOnly();
        return new Proposed(view, call("view", found.name()) + ".readOnly()");
    }

    static Proposed leftToItsTool(Found found) {
        return new Proposed(
                Table.internal(found.name()).leftToItsTool(),
                call("internal", found.name()) + ".leftToItsTool()");
    }

    static Proposed materializedView(Found found) {
        return new Proposed(
                Table.internal(found.name()).materializedView(),
                call("internal", found.name()) + ".materializedView()");
    }

    static Proposed foreignTable(Found found) {
        return new Proposed(
                Table.internal(found.name()).foreignTable(),
                call("internal", found.name()) + ".foreignTable()");
    }

    static String call(String kind, String name) {
        return "Table." + kind + "(" + literal(name) + ")";
    }

    static String java(Link link) {
        boolean single = link.columns().size() == 1;
        String java =
                "Link.of(%s, %s, %s)"
                        .formatted(
                                single ? literals(link.columns()) : list(link.columns()),
                                literal(link.parent()),
                                single
                                        ? literals(link.parentColumns())
                                        : list(link.parentColumns()));
        return link.whenNull() == WhenNull.HIDDEN
                ? java
                : java + ".whenNull(WhenNull." + link.whenNull() + ")";
    }

    private static String list(List<String> names) {
        return "List.of(" + literals(names) + ")";
    }

    static String literals(List<String> names) {
        return names.stream().map(Proposed::literal).collect(Collectors.joining(", "));
    }

    /** Names hold neither quotes nor backslashes. */
    static String literal(String name) {
        return '"' + name + '"';
    }
}
