package dev.bailiwick.postgres;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A table whose commands are granted to the app role one by one. What is not granted is refused by
 * PostgreSQL with an error (SQLSTATE 42501), never by changing no row in silence.
 *
 * @param <T> the kind of table itself
 */
public abstract sealed class GrantedTable<T extends GrantedTable<T>> extends Table
        permits TenantTable, ChainedTable, ViewTable {

    private final Access access;

    GrantedTable(String name, Access access) {
        super(name);
        this.access = access;
    }

    abstract T with(Access changed);

    /**
     * @param columns the only ones that may be read; all when none is given
     */
    public final T select(String... columns) {
        return granting(Command.SELECT, columns);
    }

    /**
     * @param columns the only ones that may be given a value; all when none is given
     */
    public final T insert(String... columns) {
        return granting(Command.INSERT, columns);
    }

    /**
     * @param columns the only ones that may be set; all when none is given
     */
    public final T update(String... columns) {
        return granting(Command.UPDATE, columns);
    }

    public final T delete() {
        return granting(Command.DELETE);
    }

    /** {@code SELECT}, {@code INSERT}, {@code UPDATE} of all columns and {@code DELETE}. */
    public final T everything() {
        return with(new Access(Granted.ALL, access.sequences()));
    }

    /** {@code SELECT} and {@code INSERT}: the others fail for want of privilege, not silently. */
    public final T appendOnly() {
        return with(new Access(Granted.SELECT.with(Command.INSERT), access.sequences()));
    }

    /** {@code SELECT} alone: the others fail for want of privilege, not silently. */
    public final T readOnly() {
        return with(new Access(Granted.SELECT, access.sequences()));
    }

    /**
     * Lets the app role draw numbers from a sequence, as a {@code serial} column needs it; an
     * identity column needs nothing. The app role can tell from the numbers how many rows other
     * tenants add.
     *
     * @param sequence with its schema if it is not the wall's
     */
    public final T numberedBy(String sequence) {
        Relation.check("sequence", sequence);
        return with(
                new Access(
                        access.granted(),
                        Stream.concat(access.sequences().stream(), Stream.of(sequence))
                                .distinct()
                                .sorted()
                                .toList()));
    }

    private T granting(Command command, String... columns) {
        return with(new Access(access.granted().with(command, columns), access.sequences()));
    }

    /** What {@link #words} says about the app role. */
    final void addAccess(Map<String, Object> words) {
        access.granted().addWords(words);
        if (!access.sequences().isEmpty()) {
            words.put("sequences", access.sequences());
        }
    }

    @Override
    final Granted app() {
        return access.granted();
    }

    @Override
    final List<String> sequences() {
        return access.sequences();
    }

    final Access access() {
        return access;
    }

    /** What the app role may use. */
    record Access(Granted granted, List<String> sequences) {

        static final Access NOTHING = new Access(Granted.NOTHING, List.of());
    }
}
