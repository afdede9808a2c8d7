package dev.bailiwick.posture.finding;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.val;

import dev.bailiwick.posture.published.IdRange;
import dev.bailiwick.posture.published.SearchWords;

import org.jooq.DSLContext;
import org.jooq.DataType;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.springframework.stereotype.Component;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Asks {@code search_findings}, which alone can use the index of words: {@code @@} is not
 * leakproof, so in a statement of our own row-level security would have every row read.
 */
@Component
final class Searching {

    /** What the function narrows by, in the order of its parameters. */
    private static final Set<Facet> NARROWING = EnumSet.range(Facet.STATUS, Facet.RESOURCE);

    private static final Field<UUID> ID = column("id", SQLDataType.UUID);
    private static final Field<Short> STATUS = column("status", SQLDataType.SMALLINT);
    private static final Field<Short> SEVERITY = column("severity", SQLDataType.SMALLINT);
    private static final Field<String> CHECK_ID = column("check_id", SQLDataType.CLOB);
    private static final Field<UUID> CHECK = column("check_metadata_id", SQLDataType.UUID);
    private static final Field<String> SERVICE = column("service", SQLDataType.CLOB);
    private static final Field<String> REGION = column("region", SQLDataType.CLOB);
    private static final Field<String> TYPE = column("resource_type", SQLDataType.CLOB);
    private static final Field<Long> FINDINGS = column("findings", SQLDataType.BIGINT);

    private static final List<Field<?>> COLUMNS =
            List.of(ID, STATUS, SEVERITY, CHECK_ID, CHECK, SERVICE, REGION, TYPE, FINDINGS);

    private final DSLContext sql;

    Searching(DSLContext sql) {
        this.sql = sql;
    }

    private static <T> Field<T> column(String column, DataType<T> type) {
        return field(name("found", column), type);
    }

    /** Whether words are searched for that the index leads to best. */
    static boolean serves(Selection selection) {
        return selection.words() != null
                && selection.changed() == null
                && NARROWING.containsAll(selection.facets().keySet());
    }

    Tally tally(Selection selection, boolean byCheck) {
        return new Tally(
                call(selection, byCheck ? "check" : "rank")
                        .map(
                                row ->
                                        new Tally.Count(
                                                row.get(STATUS),
                                                row.get(SEVERITY),
                                                byCheck ? row.get(CHECK_ID) : "",
                                                byCheck ? row.get(CHECK) : Tally.ANY_CHECK,
                                                row.get(FINDINGS))));
    }

    List<UUID> ids(Selection selection) {
        return call(selection, "id").map(row -> row.get(ID));
    }

    Places places(Selection selection) {
        Places.Builder result = new Places.Builder();
        call(selection, "place")
                .forEach(
                        row ->
                                result.add(
                                        row.get(SERVICE),
                                        row.get(REGION),
                                        row.get(TYPE),
                                        row.get(CHECK)));
        return result.build();
    }

    private Result<Record> call(Selection selection, String by) {
        SearchWords words = Objects.requireNonNull(selection.words());
        IdRange bounds = selection.bounds();
        List<Field<?>> arguments = new ArrayList<>();
        arguments.add(val(words.words()));
        arguments.add(val(words.patternsOrNull(), SQLDataType.CLOB.array()));
        arguments.add(val(selection.scanIds(), SQLDataType.UUID.array()));
        arguments.add(val(bounds.from(), SQLDataType.UUID));
        arguments.add(val(bounds.until(), SQLDataType.UUID));
        NARROWING.forEach(each -> arguments.add(each.argument(selection.facets().get(each))));
        arguments.add(val(by));
        Table<?> found = DSL.table("search_findings({0})", DSL.list(arguments)).as("found");
        return sql.select(COLUMNS).from(found).fetch();
    }
}
