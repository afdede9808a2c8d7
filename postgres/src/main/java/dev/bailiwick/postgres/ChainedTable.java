package dev.bailiwick.postgres;

import java.util.List;

/** A table whose rows belong to the tenant of another row. Begin with {@link Table#chained}. */
public final class ChainedTable extends Table {

    private final Link parent;
    private final Granted granted;

    ChainedTable(String name, Link parent, Granted granted) {
        super(name);
        this.parent = parent;
        this.granted = granted;
    }

    public ChainedTable select() {
        return new ChainedTable(name(), parent, granted.withSelect());
    }

    public ChainedTable insert() {
        return new ChainedTable(name(), parent, granted.withInsert());
    }

    /**
     * @param columns the only ones that may be set; all when none is given
     */
    public ChainedTable update(String... columns) {
        return new ChainedTable(name(), parent, granted.withUpdate(columns));
    }

    public ChainedTable delete() {
        return new ChainedTable(name(), parent, granted.withDelete());
    }

    @Override
    String kind() {
        return "chained";
    }

    @Override
    Granted app() {
        return granted;
    }

    @Override
    List<Policy> policies(String schema, Roles roles) {
        return List.of(Policy.all("app", roles.app(), Predicate.linked(schema, name(), parent)));
    }

    @Override
    OwnerAccess owner() {
        return OwnerAccess.NOTHING;
    }

    @Override
    List<String> reads() {
        return List.of(parent.table());
    }
}
