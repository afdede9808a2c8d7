package dev.bailiwick.postgres;

import java.util.List;

/** A table that the app role has nothing to do with. Begin with {@link Table#internal}. */
public final class InternalTable extends Table {

    private final Granted worker;
    private final boolean rowSecurity;

    InternalTable(String name) {
        this(name, Granted.NOTHING, true);
    }

    private InternalTable(String name, Granted worker, boolean rowSecurity) {
        super(name);
        this.worker = worker;
        this.rowSecurity = rowSecurity;
    }

    /** Gives the worker role every command on every row. */
    public InternalTable forWorker() {
        return new InternalTable(name(), Granted.ALL, rowSecurity);
    }

    /**
     * Leaves the table as its tool made it, without row-level security, which a migration tool
     * could not switch on in its own history while it holds a lock on it. Nobody but the owner gets
     * anything.
     */
    public InternalTable leftToItsTool() {
        return new InternalTable(name(), Granted.NOTHING, false);
    }

    @Override
    String kind() {
        return "internal";
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
    List<Policy> policies(String schema, Roles roles) {
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
