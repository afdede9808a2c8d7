package dev.bailiwick.posture.finding;

import static dev.bailiwick.posture.finding.FindingTable.FINDING;
import static dev.bailiwick.posture.finding.FindingTable.ID;

import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.access.Caller;
import dev.bailiwick.posture.finding.Order.Slice;
import dev.bailiwick.posture.jsonapi.request.Page;

import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Finds the ids of a page. How many findings match is known by then, so the cheaper way is chosen
 * by figures and not left to the planner, whose estimates know nothing of a single tenant: walking
 * along the ids until the page is full, which is quick where many match, or collecting the few that
 * match by their index and sorting them.
 */
@Component
final class FindingPages {

    /**
     * What the ways cost, as measured.
     *
     * @param few collecting so few costs next to nothing
     * @param fewFound as many matches of a search are looked up by the index of words, more by
     *     walking
     * @param outOfOrder reading a finding out of order, beside reading the next one
     * @param makingWords making words of a text, beside reading a finding
     */
    record Costs(long few, long fewFound, double outOfOrder, double makingWords) {

        static final Costs MEASURED = new Costs(500, 5_000, 2, 60);
    }

    /** There may be one provider in sight among as many as a tenant can have. */
    private static final double LEAST_SHARE = 1.0 / 65_536;

    private final DSLContext sql;
    private final Tallies tallies;
    private final Searching searching;
    private final Costs costs;

    FindingPages(DSLContext sql, Tallies tallies, Searching searching, Costs costs) {
        this.sql = sql;
        this.tallies = tallies;
        this.searching = searching;
        this.costs = costs;
    }

    List<UUID> ids(Selection selection, Order order, Page page) {
        Tally tally = tallies.of(selection, order.byCheck());
        Selection sought = selection;
        if (Searching.serves(selection) && tally.total() <= costs.fewFound() && tally.total() > 0) {
            sought = selection.found(searching.ids(selection));
        }
        List<UUID> result = new ArrayList<>();
        for (Slice slice : order.slices(tally, page.offset(), page.size())) {
            result.addAll(read(sought, slice, order));
        }
        return result;
    }

    private List<UUID> read(Selection selection, Slice slice, Order order) {
        Map<Facet, Set<?>> facets = new EnumMap<>(Facet.class);
        facets.putAll(selection.facets());
        facets.putAll(slice.facets());
        Selection group =
                new Selection(
                        selection.epoch(),
                        selection.scans(),
                        selection.range(),
                        facets,
                        selection.words(),
                        selection.changed());
        long behind = slice.size() - slice.skip() - slice.take();
        boolean fromEnd = behind < slice.skip();
        long skip = fromEnd ? behind : slice.skip();
        // a walk also passes over what is out of sight
        double each =
                group.findings() / Math.max(LEAST_SHARE, Caller.visibleShare()) / slice.size();
        double walk =
                (skip + slice.take()) * each * (group.words() == null ? 1 : costs.makingWords());
        double collect = slice.size() * costs.outOfOrder() * (group.words() == null ? 1 : each);
        boolean byChange = order.byChange() && selection.changed() != null;
        // where most match a walk ends soon; where few do they may all lie at its end
        boolean few = slice.size() <= costs.few() && group.words() == null && each > 2;
        if (byChange || few || collect < walk) {
            return collect(group, slice, byChange ? FindingTable.UPDATED : ID, order.newestFirst());
        }
        List<UUID> found = walk(group, skip, slice.take(), order.newestFirst() != fromEnd);
        return fromEnd ? found.reversed() : found;
    }

    private List<UUID> walk(Selection selection, long skip, int take, boolean newestFirst) {
        return sql.select(ID)
                .from(FINDING)
                .where(selection.along(selection.bounds()))
                .orderBy(newestFirst ? ID.desc() : ID.asc())
                .limit(take)
                .offset(skip)
                .fetch(ID);
    }

    private List<UUID> collect(
            Selection selection, Slice slice, Field<?> time, boolean newestFirst) {
        Field<UUID> id = DSL.field(name("few", "id"), UUID.class);
        Field<?> at = DSL.field(name("few", "at"));
        // materialized: a limit on the inside would have the planner walk after all
        return sql.with(name("few"), name("id"), name("at"))
                .asMaterialized(DSL.select(ID, time).from(FINDING).where(selection.collected()))
                .select(id)
                .from(table(name("few")))
                .orderBy(newestFirst ? List.of(at.desc(), id.desc()) : List.of(at.asc(), id.asc()))
                .limit(slice.take())
                .offset(slice.skip())
                .fetch(id);
    }
}
