package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which of its tenant's rows a principal reaches, where it is not all of them: own ones, those of a
 * team, and those that somebody shares.
 *
 * @param owner the column of the principal whose a row is
 * @param unless the permission whose holders change everybody's rows; the rest change own ones, and
 *     all are read by everybody
 * @param team the column of the team that a row belongs to
 * @param everybodys whether a row without a team is of no team's, or everybody's
 * @param type what the rows are shared as
 * @param id the column by which they are shared
 * @param guests the only columns that somebody outside the tenant reads; all where it is empty
 * @param readers the permission whose holders read all of the tenant's rows
 * @param changers the permission whose holders read, change and remove all of them
 */
record Portion(
        Optional<String> owner,
        Optional<String> unless,
        Optional<String> team,
        boolean everybodys,
        Optional<String> type,
        String id,
        List<String> guests,
        Optional<String> readers,
        Optional<String> changers) {

    static final Portion ALL =
            new Portion(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    "id",
                    List.of(),
                    Optional.empty(),
                    Optional.empty());

    private static final int VIEW = 1;
    private static final int EDIT = 3;
    private static final int FULL = 4;

    Portion {
        owner.ifPresent(column -> Name.check("column", column));
        unless.ifPresent(name -> Name.check("permission", name));
        team.ifPresent(column -> Name.check("column", column));
        type.ifPresent(name -> Name.check("type", name));
        Name.check("column", id);
        guests = List.copyOf(guests);
        guests.forEach(column -> Name.check("column", column));
        readers.ifPresent(name -> Name.check("permission", name));
        changers.ifPresent(name -> Name.check("permission", name));
        if ((readers.isPresent() || changers.isPresent())
                && (unless.isPresent() || (owner.isEmpty() && team.isEmpty()))) {
            throw new IllegalArgumentException(
                    "Only where not everybody reads all rows is there a permission for it: declare"
                            + " ownedBy or inTeam before");
        }
        if (unless.isPresent() && (team.isPresent() || type.isPresent())) {
            throw new IllegalArgumentException(
                    "Rows that everybody in the tenant reads are neither a team's nor shared");
        }
        if (type.isPresent() && owner.isEmpty()) {
            throw new IllegalArgumentException(
                    "Whoever owns a row shares it: declare ownedBy before sharedAs");
        }
        if (type.isEmpty() && !guests.isEmpty()) {
            throw new IllegalArgumentException(
                    "Guests read what is shared: declare sharedAs before guestsRead");
        }
    }

    Portion ownedBy(String column) {
        return new Portion(
                Optional.of(column),
                Optional.empty(),
                team,
                everybodys,
                type,
                id,
                guests,
                readers,
                changers);
    }

    Portion ownContentOnly(String column, String permission) {
        return new Portion(
                Optional.of(column),
                Optional.of(permission),
                team,
                everybodys,
                type,
                id,
                guests,
                readers,
                changers);
    }

    Portion inTeam(String column, boolean everybodysWithout) {
        return new Portion(
                owner,
                unless,
                Optional.of(column),
                everybodysWithout,
                type,
                id,
                guests,
                readers,
                changers);
    }

    Portion sharedAs(String name, String column) {
        return new Portion(
                owner,
                unless,
                team,
                everybodys,
                Optional.of(name),
                column,
                guests,
                readers,
                changers);
    }

    Portion guestsRead(List<String> columns) {
        return new Portion(owner, unless, team, everybodys, type, id, columns, readers, changers);
    }

    Portion readWith(String permission) {
        return new Portion(
                owner,
                unless,
                team,
                everybodys,
                type,
                id,
                guests,
                Optional.of(permission),
                changers);
    }

    Portion changedWith(String permission) {
        return new Portion(
                owner,
                unless,
                team,
                everybodys,
                type,
                id,
                guests,
                readers,
                Optional.of(permission));
    }

    boolean all() {
        return owner.isEmpty() && team.isEmpty();
    }

    /** Whether everybody in the tenant reads all of its rows. */
    boolean readByAll() {
        return all() || unless.isPresent();
    }

    /** Whether it is read of the tables of authority, and not of the scope alone. */
    boolean asksAuthority() {
        return Stream.of(unless, team, type, readers, changers).anyMatch(Optional::isPresent);
    }

    /** The columns that say whose a row is: whoever sets them takes it, or gives it away. */
    Set<String> fixed() {
        Set<String> fixed = new TreeSet<>();
        owner.ifPresent(fixed::add);
        team.ifPresent(fixed::add);
        type.ifPresent(_ -> fixed.add(id));
        return fixed;
    }

    /** The rows, beside the tenant's condition; empty if that is all. */
    List<Predicate> rows(Dialect dialect, Command command) {
        if (all() || (unless.isPresent() && command == Command.SELECT)) {
            return List.of();
        }
        List<Predicate> own =
                owner.map(column -> Predicate.principal(dialect, column)).stream().toList();
        return switch (command) {
            case SELECT ->
                    List.of(
                            either(
                                    own,
                                    team(dialect),
                                    shared(dialect, VIEW),
                                    may(readers),
                                    may(changers)));
            case UPDATE -> List.of(either(own, mayMore(), team(dialect), shared(dialect, EDIT)));
            // the team may change what belongs to it, and its author removes it
            case DELETE ->
                    List.of(
                            either(
                                    own,
                                    mayMore(),
                                    own.isEmpty() ? team(dialect) : List.of(),
                                    shared(dialect, FULL)));
            case INSERT -> made(dialect, own);
        };
    }

    /** As one's own, or in a team that one reaches. */
    private List<Predicate> made(Dialect dialect, List<Predicate> own) {
        List<Predicate> all = new ArrayList<>(own);
        team.ifPresent(
                column -> {
                    Predicate among = Predicate.amongTeams(dialect, column);
                    all.add(
                            own.isEmpty() && !everybodys
                                    ? among
                                    : Predicate.any(
                                            List.of(among, Predicate.anyNull(List.of(column)))));
                });
        return List.copyOf(all);
    }

    @SafeVarargs
    private static Predicate either(List<Predicate>... parts) {
        List<Predicate> all = new ArrayList<>();
        for (List<Predicate> part : parts) {
            all.addAll(part);
        }
        return Predicate.any(all);
    }

    /** Whoever changes everybody's rows. */
    private List<Predicate> mayMore() {
        return Stream.concat(may(unless).stream(), may(changers).stream()).toList();
    }

    private static List<Predicate> may(Optional<String> permission) {
        return permission.map(Predicate::may).stream().toList();
    }

    private List<Predicate> team(Dialect dialect) {
        List<Predicate> rows = new ArrayList<>();
        team.ifPresent(column -> rows.add(Predicate.amongTeams(dialect, column)));
        team.filter(_ -> everybodys)
                .ifPresent(column -> rows.add(Predicate.anyNull(List.of(column))));
        return rows;
    }

    private List<Predicate> shared(Dialect dialect, int level) {
        return type.map(name -> Predicate.shared(dialect, name, level, id)).stream().toList();
    }

    /** The rows that somebody outside the tenant reads, beside the tenant's condition. */
    List<Predicate> guests(Dialect dialect) {
        return type.map(name -> Predicate.guestShared(dialect, name, VIEW, id)).stream().toList();
    }

    /** As a declaration file says it. */
    void addWords(Map<String, Object> words) {
        owner.ifPresent(
                column -> {
                    Map<String, Object> own = new LinkedHashMap<>();
                    own.put("column", column);
                    unless.ifPresent(permission -> own.put("unless", permission));
                    words.put("owned-by", unless.isPresent() ? own : column);
                });
        team.ifPresent(column -> words.put(everybodys ? "in-team-optional" : "in-team", column));
        type.ifPresent(
                name -> {
                    Map<String, Object> shared = new LinkedHashMap<>();
                    shared.put("type", name);
                    shared.put("id", id);
                    if (!guests.isEmpty()) {
                        shared.put("guests", guests);
                    }
                    words.put("shared-as", shared);
                });
        readers.ifPresent(permission -> words.put("read-with", permission));
        changers.ifPresent(permission -> words.put("changed-with", permission));
    }
}
