package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table whose rows belong to principals, with its own rows for each command. Begin with {@link
 * Table#identity}.
 */
public final class IdentityTable extends Table {

    private final Map<Command, List<Rows>> rows;
    private final Granted granted;
    private final OwnerAccess owner;

    IdentityTable(String name) {
        this(name, Map.of(), Granted.NOTHING, OwnerAccess.NOTHING);
    }

    private IdentityTable(
            String name, Map<Command, List<Rows>> rows, Granted granted, OwnerAccess owner) {
        super(name);
        this.rows = Map.copyOf(rows);
        this.granted = granted;
        this.owner = owner;
    }

    /** Lets rows that are in any of {@code rows} be read. */
    public IdentityTable select(Rows first, Rows... more) {
        return granting(Command.SELECT, granted.with(Command.SELECT), first, more);
    }

    /**
     * As {@link #select(Rows, Rows...)}, of these columns alone: others hold what functions compare
     * and nobody reads.
     *
     * @param columns the only ones that may be read; all when empty
     */
    public IdentityTable select(List<String> columns, Rows first, Rows... more) {
        return granting(
                Command.SELECT,
                granted.with(Command.SELECT, columns.toArray(String[]::new)),
                first,
                more);
    }

    /** Lets rows that are in any of {@code rows} be added. */
    public IdentityTable insert(Rows first, Rows... more) {
        return granting(Command.INSERT, granted.with(Command.INSERT), first, more);
    }

    /**
     * Lets rows that are in any of {@code rows}, before and after, be changed.
     *
     * @param columns the only ones that may be set; all when empty
     */
    public IdentityTable update(List<String> columns, Rows first, Rows... more) {
        return granting(
                Command.UPDATE,
                granted.with(Command.UPDATE, columns.toArray(String[]::new)),
                first,
                more);
    }

    /** Lets rows that are in any of {@code rows} be removed. */
    public IdentityTable delete(Rows first, Rows... more) {
        return granting(Command.DELETE, granted.with(Command.DELETE), first, more);
    }

    /**
     * Lets the owner see every row and change none, for functions that look something up as the
     * owner before a tenant is known. Without it not even the owner sees one.
     */
    public IdentityTable lookedUpByOwner() {
        return new IdentityTable(name(), rows, granted, OwnerAccess.READING);
    }

    /** As {@link #lookedUpByOwner}, for functions that also add, change, lock or remove rows. */
    public IdentityTable changedByOwner() {
        return new IdentityTable(name(), rows, granted, OwnerAccess.EVERYTHING);
    }

    private IdentityTable granting(Command command, Granted more, Rows first, Rows... others) {
        Map<Command, List<Rows>> all = new EnumMap<>(Command.class);
        all.putAll(rows);
        List<Rows> reached = new ArrayList<>(List.of(others));
        reached.addFirst(first);
        all.put(command, List.copyOf(reached));
        return new IdentityTable(name(), all, more, owner);
    }

    @Override
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kind", "identity");
        for (Command command : Command.values()) {
            List<Rows> reached = rows.getOrDefault(command, List.of());
            if (!reached.isEmpty()) {
                words.put(command.sql(), reached.stream().map(Rows::words).toList());
            }
        }
        granted.addColumns(words);
        owner.addWords(words);
        return words;
    }

    @Override
    String kind() {
        return "identity";
    }

    @Override
    Granted app() {
        return granted;
    }

    @Override
    List<Policy> policies(Wall wall) {
        List<Policy> policies = new ArrayList<>();
        for (Command command : Command.values()) {
            List<Rows> reached = rows.getOrDefault(command, List.of());
            if (!reached.isEmpty()) {
                Predicate predicate =
                        Predicate.any(
                                reached.stream()
                                        .map(form -> form.predicate(wall, name()))
                                        .toList());
                policies.add(command.policy("app", wall.roles().app(), predicate));
            }
        }
        return policies;
    }

    /** Reads the rows of the principal and of all tenants in scope, and writes none. */
    @Override
    List<Policy> severalPolicies(Wall wall, String role) {
        List<Predicate> read =
                rows.getOrDefault(Command.SELECT, List.of()).stream()
                        .map(form -> form.amongTenants(wall, name()))
                        .toList();
        return read.isEmpty()
                ? List.of()
                : List.of(Policy.select("several", role, Predicate.any(read)));
    }

    @Override
    OwnerAccess owner() {
        return owner;
    }

    @Override
    List<Read> reads() {
        return rows.values().stream()
                .flatMap(List::stream)
                .flatMap(form -> form.link().stream())
                .distinct()
                .toList();
    }
}
