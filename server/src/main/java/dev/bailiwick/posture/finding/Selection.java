package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.condition;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.noCondition;

import dev.bailiwick.posture.jsonapi.Sql;
import dev.bailiwick.posture.jsonapi.value.Moments;
import dev.bailiwick.posture.published.IdRange;
import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.SearchWords;

import org.jooq.Condition;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which findings are meant, in the words of the tables: those of published scans, within ids, with
 * one of the values in each facet. Scans without a finding in the range are left out already.
 *
 * @param epoch of the tenant: what was counted for the same selection in the same epoch still holds
 * @param facets values by facet; no values: no finding
 * @param words null: not searched
 * @param changed null unless some finding of the tenant was changed after its insertion and the
 *     client asks for times of change
 */
record Selection(
        long epoch,
        List<PublishedScan> scans,
        IdRange range,
        Map<Facet, Set<?>> facets,
        @Nullable SearchWords words,
        @Nullable Moments changed) {

    Selection {
        scans = List.copyOf(scans);
        facets = facets.isEmpty() ? Map.of() : new EnumMap<>(facets);
    }

    /** Whether it is known without asking that there is nothing. */
    boolean isEmpty() {
        return scans.isEmpty()
                || range.isEmpty()
                || facets.values().stream().anyMatch(Set::isEmpty)
                || (words != null && words.isEmpty());
    }

    Selection with(List<PublishedScan> others) {
        return new Selection(epoch, others, range, facets, words, changed);
    }

    /** This selection, of which only the findings with one of these values are meant. */
    Selection narrowedTo(Facet facet, Set<?> values) {
        Map<Facet, Set<?>> more = new EnumMap<>(Facet.class);
        more.putAll(facets);
        more.merge(
                facet,
                values,
                (have, given) -> have.stream().filter(given::contains).collect(Collectors.toSet()));
        return new Selection(epoch, scans, range, more, words, changed);
    }

    /** This selection, of which only the findings of these ids are meant; words are done with. */
    Selection found(Collection<UUID> ids) {
        Map<Facet, Set<?>> more = new EnumMap<>(Facet.class);
        more.putAll(facets);
        more.put(Facet.ID, Set.copyOf(ids));
        return new Selection(epoch, scans, range, more, null, changed);
    }

    /** The smallest table that can tell how many findings of scans wholly within the range. */
    Facet.Depth depth() {
        if (words != null || changed != null) {
            return Facet.Depth.ROW;
        }
        return facets.keySet().stream()
                .map(Facet::depth)
                .max(Enum::compareTo)
                .orElse(Facet.Depth.COUNT);
    }

    UUID[] scanIds() {
        return scans.stream().map(PublishedScan::id).toArray(UUID[]::new);
    }

    /** How many findings the scans have, whichever of them are chosen. */
    long findings() {
        return scans.stream().mapToLong(PublishedScan::findings).sum();
    }

    /** The range, no wider than the scans. */
    IdRange bounds() {
        UUID first = range.until();
        UUID last = range.from();
        for (PublishedScan scan : scans) {
            first = IdRange.min(first, scan.first());
            last = IdRange.max(last, scan.last());
        }
        IdRange widest = new IdRange(first, next(last));
        return widest.and(range);
    }

    private static UUID next(UUID id) {
        long low = id.getLeastSignificantBits() + 1;
        return new UUID(id.getMostSignificantBits() + (low == 0 ? 1 : 0), low);
    }

    /** The selection in full as text: equal for selections of the same findings. */
    String fingerprint() {
        StringBuilder text = new StringBuilder(range.toString());
        sorted(scans.stream().map(PublishedScan::id), text);
        for (Map.Entry<Facet, Set<?>> facet : facets.entrySet()) {
            text.append(facet.getKey());
            sorted(facet.getValue().stream(), text);
        }
        return text.append(words).append(changed).toString();
    }

    /** Each with its length in front, so that no two lists read the same. */
    private static void sorted(Stream<?> values, StringBuilder to) {
        List<String> texts = values.map(String::valueOf).sorted().toList();
        to.append(texts.size());
        texts.forEach(each -> to.append(',').append(each.length()).append(':').append(each));
    }

    /** For rows of a rollup table: the scans and all facets. */
    Condition rollup(String table) {
        Condition result = Sql.in(field(name(table, "scan_id"), SQLDataType.UUID), scanList());
        for (Map.Entry<Facet, Set<?>> facet : facets.entrySet()) {
            result = result.and(facet.getKey().among(table, facet.getValue()));
        }
        return result;
    }

    /**
     * For a walk along the ids, where the range alone may be an index condition: with others the
     * planner, which knows nothing of one tenant's values, would rather collect and sort.
     */
    Condition along(IdRange stretch) {
        Condition result =
                FindingTable.ID
                        .ge(stretch.from())
                        .and(FindingTable.ID.lt(stretch.until()))
                        .and(Sql.filter(Sql.among(FindingTable.SCAN, scanList())));
        for (Map.Entry<Facet, Set<?>> facet : facets.entrySet()) {
            result =
                    result.and(
                            Sql.filter(facet.getKey().among(FindingTable.NAME, facet.getValue())));
        }
        return result.and(spoken()).and(inTime());
    }

    /** For collecting few rows by the index that leads to the fewest. */
    Condition collected() {
        Facet lead = lead();
        boolean byScan = lead == null || lead.depth() != Facet.Depth.ROW;
        Condition result =
                byScan
                        ? Sql.in(FindingTable.SCAN, scanList())
                        : Sql.filter(Sql.among(FindingTable.SCAN, scanList()));
        result =
                result.and(
                        Sql.filter(
                                FindingTable.ID
                                        .ge(range.from())
                                        .and(FindingTable.ID.lt(range.until()))));
        for (Map.Entry<Facet, Set<?>> facet : facets.entrySet()) {
            Condition among = facet.getKey().among(FindingTable.NAME, facet.getValue());
            boolean indexed =
                    byScan ? facet.getKey().depth() != Facet.Depth.ROW : facet.getKey() == lead;
            result = result.and(indexed ? among : Sql.filter(among));
        }
        return result.and(spoken()).and(inTime());
    }

    private static final int FEW_RESOURCES = 2_000;

    private @Nullable Facet lead() {
        for (Facet each : List.of(Facet.ID, Facet.UID_HASH)) {
            if (facets.containsKey(each)) {
                return each;
            }
        }
        Set<?> resources = facets.get(Facet.RESOURCE);
        return resources != null && resources.size() <= FEW_RESOURCES ? Facet.RESOURCE : null;
    }

    private List<UUID> scanList() {
        return scans.stream().map(PublishedScan::id).toList();
    }

    private static final String HAS_WORDS =
            """
            finding_words(finding.tenant_id, finding.scan_id, finding.status_extended)
                @@ (select plainto_tsquery('simple', search_text(bailiwick.tenant(), {0})))
            and ({1} is null or lower(finding.status_extended) like all ({1}))
            """;

    private Condition spoken() {
        if (words == null) {
            return noCondition();
        }
        return condition(
                HAS_WORDS,
                DSL.val(words.words()),
                DSL.val(words.patternsOrNull(), SQLDataType.CLOB.array()));
    }

    private Condition inTime() {
        return changed == null ? noCondition() : Sql.within(FindingTable.UPDATED, changed);
    }
}
