package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.catalogue.Column;
import dev.bailiwick.postgres.catalogue.ForeignKey;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What was read of one relation. */
final class Found {

    private final String name;
    private final String kind;
    private final boolean invoker;
    private final Map<String, Column> columns = new TreeMap<>();
    private final List<ForeignKey> references = new ArrayList<>();
    private final List<String> sequences = new ArrayList<>();
    private final List<String> supposed = new ArrayList<>();
    private final List<String> unnumbered = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private Optional<String> heir = Optional.empty();

    /**
     * @param name as the declaration has it
     * @param kind as in pg_class
     * @param invoker whether it is a view that reads as its caller
     */
    Found(String name, String kind, boolean invoker) {
        this.name = name;
        this.kind = kind;
        this.invoker = invoker;
    }

    String name() {
        return name;
    }

    String kind() {
        return kind;
    }

    boolean invoker() {
        return invoker;
    }

    boolean isTable() {
        return kind.equals("r") || kind.equals("p");
    }

    Map<String, Column> columns() {
        return columns;
    }

    List<ForeignKey> references() {
        return references;
    }

    /** Sequences that a default draws from, or that are named after this table. */
    List<String> sequences() {
        return sequences;
    }

    /** Sequences that the application may draw from for this table as well as for another. */
    List<String> supposed() {
        return supposed;
    }

    /** All of these, but for those that may be another table's where one is known to be its own. */
    List<String> drawn() {
        return sequences.isEmpty() ? supposed : sequences;
    }

    /** Columns of the key that hold numbers which nothing in the database gives them. */
    List<String> unnumbered() {
        return unnumbered;
    }

    /** Columns of the primary key, in order. */
    List<String> keys() {
        return keys;
    }

    /** A table that inherits from this one. */
    Optional<String> heir() {
        return heir;
    }

    void inheritedBy(String child) {
        heir = Optional.of(child);
    }

    /** Whether one of the columns may be null. */
    boolean mayBeNull(List<String> names) {
        return names.stream()
                .map(columns::get)
                .anyMatch(column -> column == null || !column.notNull());
    }
}
