package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A table whose rows belong to the tenant of the rows they refer to. Begin with {@link
 * Table#chained}.
 */
public final class ChainedTable extends GrantedTable<ChainedTable> {

    private final List<Link> links;
    private final List<String> ignored;

    ChainedTable(String name, List<Link> links) {
        this(name, links, List.of(), Access.NOTHING);
    }

    private ChainedTable(String name, List<Link> links, List<String> ignored, Access access) {
        super(name, access);
        this.links = List.copyOf(links);
        this.ignored = List.copyOf(ignored);
    }

    /**
     * Adds a reference; the rows of all of them must be of the tenant in scope. So a row of a join
     * table is seen only by the tenant that owns both sides.
     */
    public ChainedTable and(Link link) {
        return new ChainedTable(
                name(), Stream.concat(links.stream(), Stream.of(link)).toList(), ignored, access());
    }

    /**
     * Says that a reference to a tenant's row is known and proves nothing: that of a tree's row to
     * its parent in the same table, say, whose policy would have to read itself. Such a row may
     * then refer to another tenant's, which it neither sees nor shows.
     *
     * @param columns of one foreign key
     */
    public ChainedTable ignoring(String... columns) {
        List<String> more = new ArrayList<>(ignored);
        for (String column : columns) {
            more.add(Name.check("column", column));
        }
        return new ChainedTable(name(), links, more, access());
    }

    /** For whoever decides about a tenant column, with what was measured; one sentence. */
    public String recommendation() {
        return ("%s belongs to its tenant through another table: give it a tenant column, because"
                    + " at a million parents the chain made the list of the newest rows 4,500 times"
                    + " slower and counts three times, and because a simple foreign key lets a row"
                    + " refer to another tenant's.")
                .formatted(name());
    }

    /** The declaration of the table once it holds its tenant itself, with the same grants. */
    public TenantTable holding(String tenantColumn) {
        return TenantTable.of(name()).in(tenantColumn).with(access());
    }

    @Override
    ChainedTable with(Access changed) {
        return new ChainedTable(name(), links, ignored, changed);
    }

    @Override
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("kind", "chained");
        words.put("parents", links.stream().map(Link::words).toList());
        if (!ignored.isEmpty()) {
            words.put("ignoring", ignored);
        }
        addAccess(words);
        return words;
    }

    @Override
    String kind() {
        return "chained";
    }

    /** The references that prove the tenant, in the order declared; at least one. */
    @Override
    public List<Link> links() {
        return links;
    }

    /** Columns of references that prove nothing. */
    List<String> ignored() {
        return ignored;
    }

    @Override
    List<Policy> policies(Wall wall) {
        return List.of(Policy.all("app", wall.roles().app(), rows(wall)));
    }

    /**
     * Reads what hangs on rows that it reads. Writes nothing: the policies of the tables referred
     * to say which tenants those are of, but not which one is named.
     */
    @Override
    List<Policy> severalPolicies(Wall wall, String role) {
        return app().may(Command.SELECT)
                ? List.of(Policy.select("several", role, rows(wall)))
                : List.of();
    }

    /** All references lead to rows that the asking role sees, and at least one is there. */
    private Predicate rows(Wall wall) {
        List<Predicate> parts = new ArrayList<>();
        for (Link link : links) {
            Predicate seen = Predicate.linked(wall, name(), link);
            parts.add(
                    link.whenNull() == WhenNull.HIDDEN
                            ? seen
                            : Predicate.any(List.of(Predicate.anyNull(link.columns()), seen)));
        }
        if (links.stream().allMatch(link -> link.whenNull() == WhenNull.PASSED_OVER)) {
            parts.add(
                    Predicate.any(
                            links.stream()
                                    .map(link -> Predicate.noneNull(link.columns()))
                                    .toList()));
        }
        return Predicate.all(parts);
    }

    @Override
    OwnerAccess owner() {
        return OwnerAccess.NOTHING;
    }
}
