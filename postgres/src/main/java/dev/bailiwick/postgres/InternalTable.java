package dev.bailiwick.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table that the app role has nothing to do with. Begin with {@link Table#internal}. */
public final class InternalTable extends Table {

    private final Granted worker;
    private final boolean rowSecurity;
    private final Shape shape;

    InternalTable(String name) {
        this(name, Granted.NOTHING, true, Shape.TABLE);
    }

    private InternalTable(String name, Granted worker, boolean rowSecurity, Shape shape) {
        super(name);
        this.worker = worker;
        this.rowSecurity = rowSecurity;
        this.shape = shape;
    }

    /** Gives the worker role every command on every row. */
    public InternalTable forWorker() {
        return new InternalTable(name(), Granted.ALL, rowSecurity, shape);
    }

    /**
     * Leaves the table as its tool made it, without row-level security, which a migration tool
     * could not switch on in its own history while it holds a lock on it. Nobody but the owner gets
     * anything.
     */
    public InternalTable leftToItsTool() {
        return new InternalTable(name(), Granted.NOTHING, false, shape);
    }

    /** It is a materialized view: it holds every tenant's rows, and no policy can stand on it. */
    public InternalTable materializedView() {
        return new InternalTable(name(), Granted.NOTHING, false, Shape.MATERIALIZED_VIEW);
    }

    /** It is a foreign table, on which no policy can stand. */
    public InternalTable foreignTable() {
        return new InternalTable(name(), Granted.NOTHING, false, Shape.FOREIGN_TABLE);
    }

    @Override
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kind", "internal");
        if (!worker.nothing()) {
            words.put("for", "worker");
        } else if (!rowSecurity && shape == Shape.TABLE) {
            words.put("for", "its-tool");
        }
        if (shape != Shape.TABLE) {
            words.put("is", shape.word().replace(' ', '-'));
        }
        return words;
    }

    @Override
    String kind() {
        return "internal";
    }

    @Override
    Shape shape() {
        return shape;
    }

    @Override
    Granted app() {
        return Granted.NOTHING;
    }

    @Override
    Granted worker() {
        return worker;
    }

    @Override
    List<Policy> policies(Wall wall) {
        return List.of();
    }

    /** Whatever may be done with it is done by functions that run as the owner. */
    @Override
    OwnerAccess owner() {
        return OwnerAccess.EVERYTHING;
    }

    @Override
    boolean rowSecurity() {
        return rowSecurity;
    }
}
