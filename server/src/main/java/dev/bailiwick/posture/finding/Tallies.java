package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import dev.bailiwick.posture.published.PublishedScan;
import dev.bailiwick.posture.published.Remembered;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Counts selections exactly: from the rollups of the scans where their columns suffice, else with
 * one statement; either is remembered until the tenant's next epoch.
 */
@Component
final class Tallies {

    private final DSLContext sql;
    private final Searching searching;
    private final Remembered<Tally> remembered =
            new Remembered<>(tally -> 64 + 64 * tally.counts().size());

    Tallies(DSLContext sql, Searching searching) {
        this.sql = sql;
        this.searching = searching;
    }

    /** Also by check, if {@code byCheck}. */
    Tally of(Selection selection, boolean byCheck) {
        if (selection.isEmpty()) {
            return Tally.NONE;
        }
        return remembered.get(
                selection.epoch(),
                byCheck + selection.fingerprint(),
                () -> count(selection, byCheck));
    }

    private Tally count(Selection selection, boolean byCheck) {
        if (Searching.serves(selection)) {
            return searching.tally(selection, byCheck);
        }
        if (selection.depth() == Facet.Depth.ROW) {
            return rows(selection, byCheck);
        }
        var whole =
                selection.scans().stream()
                        .collect(Collectors.partitioningBy(s -> s.within(selection.range())));
        List<PublishedScan> inside = whole.getOrDefault(true, List.of());
        List<PublishedScan> cut = whole.getOrDefault(false, List.of());
        Tally result = inside.isEmpty() ? Tally.NONE : rollup(selection.with(inside), byCheck);
        return cut.isEmpty() ? result : result.plus(rows(selection.with(cut), byCheck));
    }

    private Tally rollup(Selection selection, boolean byCheck) {
        boolean count = selection.depth() == Facet.Depth.COUNT && !byCheck;
        String from = count ? "scan_count" : "scan_breakdown";
        Field<Long> findings =
                DSL.sum(field(name(from, "findings"), SQLDataType.BIGINT)).cast(SQLDataType.BIGINT);
        return tally(from, selection.rollup(from), findings, byCheck);
    }

    private Tally rows(Selection selection, boolean byCheck) {
        return tally(
                FindingTable.NAME,
                selection.collected(),
                DSL.count().cast(SQLDataType.BIGINT),
                byCheck);
    }

    private Tally tally(String from, Condition where, Field<Long> findings, boolean byCheck) {
        Field<Short> status = field(name(from, "status"), SQLDataType.SMALLINT);
        Field<Short> severity = field(name(from, "severity"), SQLDataType.SMALLINT);
        Field<String> checkId = field(name(from, "check_id"), SQLDataType.CLOB);
        Field<UUID> check = field(name(from, "check_metadata_id"), SQLDataType.UUID);
        Set<Field<?>> groups = new LinkedHashSet<>(List.of(status, severity));
        if (byCheck) {
            groups.addAll(List.of(checkId, check));
        }
        List<Field<?>> shown = new ArrayList<>(groups);
        shown.add(findings);
        List<Tally.Count> counts = new ArrayList<>();
        for (Record row :
                sql.select(shown).from(table(name(from))).where(where).groupBy(groups).fetch()) {
            counts.add(
                    new Tally.Count(
                            row.get(status),
                            row.get(severity),
                            byCheck ? row.get(checkId) : "",
                            byCheck ? row.get(check) : Tally.ANY_CHECK,
                            row.get(findings)));
        }
        return new Tally(counts);
    }
}
