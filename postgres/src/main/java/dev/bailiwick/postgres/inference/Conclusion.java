package dev.bailiwick.postgres.inference;

import dev.bailiwick.postgres.GrantedTable;
import dev.bailiwick.postgres.KeyType;
import dev.bailiwick.postgres.catalogue.Column;
import dev.bailiwick.postgres.catalogue.ForeignKey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Draws the conclusions from what was read, table by table, in the order of names. */
final class Conclusion {

    /** Histories of migration tools, which belong to nobody else. */
    private static final Set<String> TOOLS =
            Set.of("flyway_schema_history", "databasechangelog", "databasechangeloglock");

    private static final Pattern SECRET =
            Pattern.compile(
                    "passw|secret|token|hash|salt|key_|_key|mail|phone|session",
                    Pattern.CASE_INSENSITIVE);

    private final Map<String, Found> relations;
    private final Found tenants;
    private final KeyType type;
    private final Map<String, String> columns;
    private final List<Proposed> tables = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();

    Conclusion(Map<String, Found> relations, Found tenants, KeyType type) {
        this.relations = relations;
        this.tenants = tenants;
        this.type = type;
        this.columns = tenantColumns();
    }

    Proposal proposal(String schema) {
        Chains chains = new Chains(relations, tenants.name(), columns);
        for (Found found : relations.values()) {
            found.heir()
                    .ifPresent(
                            heir ->
                                    ask(
                                            found,
                                            "%s inherits from it, and the policies of a parent do not guard its children; make it a partition or a table of its own"
                                                    .formatted(heir),
                                            "alter table " + heir + " no inherit " + found.name()));
            if (found.equals(tenants)) {
                tables.add(Proposed.tenants(found, key()));
            } else if (!found.isTable()) {
                conclude(found);
            } else if (columns.containsKey(found.name())) {
                ofTenant(found, columns.get(found.name()));
            } else if (directs(found).size() > 1) {
                several(found);
            } else if (chains.reach(found.name())) {
                chains.conclude(found, tables, questions);
            } else {
                nobodys(found);
            }
        }
        askAboutSequences();
        return new Proposal(schema, type, tables, questions);
    }

    /** Whoever may draw from a sequence sees how much others do, so it is worth one look. */
    private void askAboutSequences() {
        List<Proposed> supposed =
                tables.stream()
                        .filter(proposed -> proposed.table() instanceof GrantedTable<?>)
                        .filter(
                                proposed ->
                                        found(proposed).drawn().equals(found(proposed).supposed()))
                        .filter(proposed -> !found(proposed).supposed().isEmpty())
                        .toList();
        if (!supposed.isEmpty()) {
            Proposed first = supposed.getFirst();
            ask(
                    found(first),
                    "no default draws from %s, and nothing numbers the keys of some tables (%d): the application does, likely from there"
                            .formatted(String.join(", ", found(first).supposed()), supposed.size()),
                    first.java().replaceAll("\\.numberedBy\\([^)]*\\)", ""));
            questions.sort(Comparator.comparing(Question::table));
        }
    }

    private Found found(Proposed proposed) {
        return Objects.requireNonNull(relations.get(proposed.table().name()));
    }

    private String key() {
        return tenants.keys().getFirst();
    }

    /** By a foreign key to the tenants, or by one that carries the parent's tenant along. */
    private Map<String, String> tenantColumns() {
        Map<String, String> known = new TreeMap<>();
        for (Found found : relations.values()) {
            if (found.isTable() && !found.equals(tenants) && directs(found).size() == 1) {
                known.put(found.name(), directs(found).getFirst());
            }
        }
        boolean more = true;
        while (more) {
            more = false;
            for (Found found : relations.values()) {
                Optional<String> carried =
                        known.containsKey(found.name()) || directs(found).size() > 1
                                ? Optional.empty()
                                : carried(found, known);
                if (carried.isPresent()) {
                    known.put(found.name(), carried.get());
                    more = true;
                }
            }
        }
        return known;
    }

    private List<String> directs(Found found) {
        return found.references().stream()
                .filter(reference -> reference.parent().equals(tenants.name()))
                .flatMap(reference -> reference.to(key()).stream())
                .distinct()
                .toList();
    }

    /** Only a reference of several columns: one alone would make the parent's tenant its key. */
    private static Optional<String> carried(Found found, Map<String, String> known) {
        return found.references().stream()
                .filter(reference -> reference.columns().size() > 1)
                .flatMap(
                        reference ->
                                Optional.ofNullable(known.get(reference.parent()))
                                        .flatMap(reference::to)
                                        .stream())
                .sorted()
                .findFirst();
    }

    private void ofTenant(Found found, String column) {
        tables.add(Proposed.tenant(found, column));
        if (found.mayBeNull(List.of(column))) {
            ask(
                    found,
                    "%s may be null; such rows are hidden unless they are meant for all tenants"
                            .formatted(column),
                    Proposed.call("tenant", found.name())
                            + ".in("
                            + Proposed.literal(column)
                            + ").sharedRows().everything()");
        }
    }

    private void several(Found found) {
        block(
                found,
                "it refers to %s by %s, and only one of them says whose row it is"
                        .formatted(tenants.name(), String.join(" and by ", directs(found))),
                Proposed.tenant(found, directs(found).getFirst()));
    }

    private void conclude(Found found) {
        switch (found.kind()) {
            case "v" -> {
                if (found.invoker()) {
                    tables.add(Proposed.view(found));
                } else {
                    block(
                            found,
                            "it shows rows as its owner sees them; declared, it shows what its"
                                    + " reader may see",
                            Proposed.view(found));
                }
            }
            case "m" -> tables.add(Proposed.materializedView(found));
            default -> tables.add(Proposed.foreignTable(found));
        }
    }

    private void nobodys(Found found) {
        if (TOOLS.contains(found.name())) {
            tables.add(Proposed.leftToItsTool(found));
            return;
        }
        Optional<String> column = named(found);
        if (column.isPresent()) {
            block(
                    found,
                    "%s looks like its tenant, but is no foreign key".formatted(column.get()),
                    Proposed.tenant(found, column.get()));
            return;
        }
        Optional<Proposed> membership = membership(found);
        if (membership.isPresent()) {
            block(
                    found,
                    "it refers to no tenant, and tenant rows refer to it: people, who may belong to"
                            + " several tenants, or reference data",
                    membership.get());
            return;
        }
        boolean referred =
                relations.values().stream()
                        .flatMap(other -> other.references().stream())
                        .anyMatch(reference -> reference.parent().equals(found.name()));
        block(
                found,
                "it refers to no tenant: reference data that everybody may read, or nothing that"
                        + " the application should see",
                referred && !secretive(found) ? Proposed.global(found) : Proposed.internal(found));
    }

    /** Whether a column's name speaks of what not everybody is to read. */
    private static boolean secretive(Found found) {
        return found.columns().keySet().stream().anyMatch(column -> SECRET.matcher(column).find());
    }

    /** The name that tenant columns have elsewhere, of a type that fits. */
    private Optional<String> named(Found found) {
        Set<String> names = new HashSet<>(columns.values());
        names.add("tenant_id");
        Column tenant = tenants.columns().get(key());
        return found.columns().values().stream()
                .filter(column -> names.contains(column.name()))
                .filter(column -> tenant != null && column.type().equals(tenant.type()))
                .map(Column::name)
                .findFirst();
    }

    /** A tenant table whose key is the tenant and this table: a list of members, likely. */
    private Optional<Proposed> membership(Found found) {
        for (Found other : relations.values()) {
            String tenant = columns.get(other.name());
            for (ForeignKey reference : other.references()) {
                if (tenant != null
                        && reference.parent().equals(found.name())
                        && reference.columns().size() == 1
                        && other.keys().contains(tenant)
                        && other.keys().containsAll(reference.columns())) {
                    return Optional.of(
                            Proposed.members(
                                    found,
                                    reference.parentColumns().getFirst(),
                                    other.name(),
                                    reference.columns().getFirst(),
                                    tenant));
                }
            }
        }
        return Optional.empty();
    }

    private void ask(Found found, String sentence, String line) {
        questions.add(new Question(found.name(), sentence, line, false, Optional.empty()));
    }

    private void block(Found found, String sentence, Proposed likely) {
        questions.add(
                new Question(
                        found.name(), sentence, likely.java(), true, Optional.of(likely.table())));
    }
}
