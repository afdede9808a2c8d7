package dev.bailiwick.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The functions that compare the epoch of a scope with what the database has, one for each kind of
 * scope that has one. The numbers that a scope rests on are added up: since they only rise, their
 * sum is unchanged just as long as each of them is.
 */
final class EpochRoutines {

    /** For scopes of one tenant. */
    static final String ONE = "check_epoch";

    /** For scopes over several. */
    static final String SEVERAL = "check_epochs";

    /** For those of guests. */
    static final String GUESTS = "check_guest_epoch";

    private static final String PATH = "search_path=pg_catalog, pg_temp";

    private final Wall wall;
    private final EpochSource source;
    private final String schema;

    private EpochRoutines(Wall wall, EpochSource source) {
        this.wall = wall;
        this.source = source;
        this.schema = Name.quoted(wall.functionSchema());
    }

    /** Empty for a wall that compares nothing. */
    static List<Routine> of(Wall wall) {
        return wall.epochSource()
                .map(source -> new EpochRoutines(wall, source).all())
                .orElse(List.of());
    }

    private List<Routine> all() {
        List<Routine> all = new ArrayList<>(List.of(moved(), ofOne()));
        wall.roles().several().ifPresent(role -> all.add(checking(SEVERAL, role, sumOfSeveral())));
        wall.roles().guests().ifPresent(role -> all.add(checking(GUESTS, role, sumOfGuest())));
        return all;
    }

    private Routine moved() {
        String body =
                "begin raise exception 'the authority that the scope was derived from has"
                        + " changed' using errcode = 'BW001'; end";
        return new Routine(
                "moved",
                """
                create or replace function %s.moved() returns text language plpgsql volatile as $$%s$$;
                """
                        .formatted(schema, body),
                "v u f " + body);
    }

    /**
     * A tenant or principal that is not there makes null, which is no match either. The body is
     * read when it is made, so it needs no search_path, which would cost as much as the rest.
     */
    private Routine ofOne() {
        String setting = wall.settings().named("epoch");
        Predicate told =
                new Predicate(
                        "nullif(current_setting('%s', true), '')".formatted(setting),
                        "NULLIF(current_setting('%s'::text, true), ''::text)".formatted(setting));
        Predicate sum = counter(source.tenant(), "tenant");
        if (source.principal().isPresent()) {
            String asking = schema + ".principal()";
            Predicate own = counter(source.principal().get(), "principal");
            sum =
                    new Predicate(
                            "%s + case when %s is null then 0::bigint else %s end"
                                    .formatted(sum.sql(), asking, own.sql()),
                            "(%s + CASE WHEN (%s IS NULL) THEN (0)::bigint ELSE %s END)"
                                    .formatted(sum.deparsed(), asking, own.deparsed()));
        }
        return new Routine(
                ONE,
                """
                create or replace function %1$s.check_epoch() returns text language sql volatile security definer
                    return case
                        when %2$s is null then ''
                        when %2$s::bigint = %3$s then ''
                        else %1$s.moved() end;
                %4$s\
                """
                        .formatted(schema, told.sql(), sum.sql(), grant(ONE, wall.roles().app())),
                "v u t RETURN CASE WHEN (%1$s IS NULL) THEN ''::text WHEN ((%1$s)::bigint = %2$s) THEN ''::text ELSE %3$s.moved() END"
                        .formatted(told.deparsed(), sum.deparsed(), schema));
    }

    /**
     * The sub-select is asked once: a small table is read whole, and its rows are compared each.
     */
    private Predicate counter(EpochSource.Counter counter, String whose) {
        String asked = schema + "." + whose + "()";
        String from = wall.relation(counter.table()).sql();
        String column = Name.quoted("told", counter.column());
        String key = Name.quoted("told", counter.key());
        return new Predicate(
                "(select %s from %s told where %s = (select %s))"
                        .formatted(column, from, key, asked),
                "(SELECT %s FROM %s told WHERE (%s = (SELECT %s AS %s)))"
                        .formatted(column, from, key, asked, whose));
    }

    /** Of every tenant, and the principal's once for each: what their own scopes come to. */
    private String sumOfSeveral() {
        String sum =
                "(select sum(%s) from %s told where %s operator(pg_catalog.=) any (among) having count(*) = cardinality(among))"
                        .formatted(
                                Name.quoted("told", source.tenant().column()),
                                wall.relation(source.tenant().table()).sql(),
                                Name.quoted("told", source.tenant().key()));
        String own =
                ownNumber()
                        .map(
                                number ->
                                        " + case when who is null then 0 else cardinality(among) * %s end"
                                                .formatted(number))
                        .orElse("");
        return sum + own;
    }

    /** Of the host and of the home, and the principal's. */
    private String sumOfGuest() {
        String sum =
                number(source.tenant(), "tenant()") + " + " + number(source.tenant(), "home()");
        return sum + ownNumber().map(number -> " + " + number).orElse("");
    }

    private Optional<String> ownNumber() {
        return source.principal().map(counter -> number(counter, "principal()"));
    }

    private String number(EpochSource.Counter counter, String asked) {
        return "(select %s from %s told where %s operator(pg_catalog.=) %s.%s)"
                .formatted(
                        Name.quoted("told", counter.column()),
                        wall.relation(counter.table()).sql(),
                        Name.quoted("told", counter.key()),
                        schema,
                        asked);
    }

    private Routine checking(String name, String role, String sum) {
        boolean several = name.equals(SEVERAL);
        String among =
                several
                        ? "\n    among constant %s[] := %s.tenants();"
                                .formatted(wall.tenantKey().sql(), schema)
                        : "";
        String who =
                several && source.principal().isPresent()
                        ? "\n    who constant %s := %s.principal();"
                                .formatted(wall.principalKey().sql(), schema)
                        : "";
        String body =
                """

                declare
                    held constant text := nullif(current_setting('%1$s', true), '');%2$s%3$s
                begin
                    return case when held is null or held::bigint = %4$s then '' else %5$s.moved() end;
                end
                """
                        .formatted(wall.settings().named("epoch"), among, who, sum, schema);
        return new Routine(
                name,
                """
                create or replace function %1$s.%2$s() returns text language plpgsql volatile security definer
                    set search_path = pg_catalog, pg_temp as $$%3$s$$;
                %4$s\
                """
                        .formatted(schema, name, body, grant(name, role)),
                "v u t {\"" + PATH + "\"} " + body);
    }

    private String grant(String name, String role) {
        return """
        revoke all on function %1$s.%2$s() from public;
        grant execute on function %1$s.%2$s() to %3$s;
        """
                .formatted(schema, name, Name.quoted(role));
    }
}
