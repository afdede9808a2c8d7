package dev.bailiwick.postgres.promotion;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Writes the steps for one table. */
final class Steps {

    private final Shape shape;
    private final String column;
    private final String type;
    private final String tenant;
    private final String stem;

    /**
     * @param column the tenant column, not quoted
     * @param tenant the call that gives the tenant in scope
     */
    Steps(Shape shape, String column, String type, String tenant) {
        this.shape = shape;
        this.column = column;
        this.type = type;
        this.tenant = tenant;
        String bare = shape.table().substring(shape.table().indexOf("\".\"") + 3).replace("\"", "");
        this.stem = bare.substring(0, Math.min(bare.length(), 40));
    }

    Backfill backfill() {
        return new Backfill(shape, column);
    }

    List<Step> all(Wall after) {
        List<String> key = with(shape.keyColumns());
        List<String> referring = with(shape.link().columns());
        List<String> referred = with(shape.link().parentColumns());
        List<Step> steps = new ArrayList<>();
        steps.add(addColumn());
        steps.add(index("key of the parent", shape.parent(), stem + "_parent_key", true, referred));
        steps.add(fill("tenant of the rows that are there"));
        steps.add(requireTenant());
        steps.add(fill("tenant of the rows added meanwhile"));
        steps.add(validate("no row without a tenant", stem + "_tenant_set"));
        steps.add(notNull());
        steps.add(index("key with the tenant", shape.table(), stem + "_tenant_key", true, key));
        steps.add(
                index(
                        "index of the reference",
                        shape.table(),
                        stem + "_tenant_parent_idx",
                        false,
                        referring));
        steps.add(reference(referring, referred));
        steps.add(validate("no row of another tenant's parent", stem + "_tenant_parent_fkey"));
        steps.add(change(after));
        return List.copyOf(steps);
    }

    private List<String> with(List<String> columns) {
        return Stream.concat(Stream.of(column), columns.stream()).distinct().toList();
    }

    /** A default that does not change from row to row is not written into the rows there are. */
    private Step addColumn() {
        return new Step(
                "tenant column",
                Step.Runs.OWNER,
                "alter table %s add column if not exists %s %s default %s;"
                        .formatted(shape.table(), Quoted.name(column), type, tenant),
                "select exists (select from pg_attribute where attrelid = %s::regclass and attname = %s and not attisdropped)"
                        .formatted(Quoted.text(shape.table()), Quoted.text(column)));
    }

    private Step fill(String name) {
        Backfill backfill = backfill();
        return new Step(
                name,
                Step.Runs.MAINTENANCE_IN_BATCHES,
                backfill.batch(true),
                "select (%s) = 0".formatted(backfill.left()));
    }

    private Step requireTenant() {
        String constraint = stem + "_tenant_set";
        return new Step(
                "no new row without a tenant",
                Step.Runs.OWNER,
                "alter table %s add constraint %s check (%s is not null) not valid;"
                        .formatted(shape.table(), Quoted.name(constraint), Quoted.name(column)),
                "select %s or %s".formatted(exists(constraint, ""), isNotNull()));
    }

    private Step validate(String name, String constraint) {
        return new Step(
                name,
                Step.Runs.OWNER,
                "alter table %s validate constraint %s;"
                        .formatted(shape.table(), Quoted.name(constraint)),
                "select %s or (not %s and %s)"
                        .formatted(
                                exists(constraint, " and convalidated"),
                                exists(constraint, ""),
                                isNotNull()));
    }

    /** Cheap, because the check has been validated. */
    private Step notNull() {
        String constraint = stem + "_tenant_set";
        return new Step(
                "column not null",
                Step.Runs.OWNER,
                "alter table %1$s alter column %2$s set not null; alter table %1$s drop constraint if exists %3$s;"
                        .formatted(shape.table(), Quoted.name(column), Quoted.name(constraint)),
                "select %s and not %s".formatted(isNotNull(), exists(constraint, "")));
    }

    /** One that was left half-built by a run that was killed is built anew. */
    private Step index(
            String name, String table, String index, boolean unique, List<String> columns) {
        return new Step(
                name,
                Step.Runs.OWNER_ALONE,
                "drop index concurrently if exists %s.%s; create %sindex concurrently %s on %s (%s);"
                        .formatted(
                                table.substring(0, table.indexOf("\".\"") + 1),
                                Quoted.name(index),
                                unique ? "unique " : "",
                                Quoted.name(index),
                                table,
                                Quoted.list(columns)),
                """
                select exists (select from pg_index where indrelid = %s::regclass and indisvalid and indpred is null
                    and (indisunique or not %s)
                    and %s = array(select attname::text from generate_series(0, indnkeyatts - 1) as n
                        join pg_attribute on attrelid = indrelid and attnum = indkey[n] order by n))\
                """
                        .formatted(Quoted.text(table), unique, Quoted.array(columns)));
    }

    private Step reference(List<String> referring, List<String> referred) {
        String constraint = stem + "_tenant_parent_fkey";
        return new Step(
                "reference with the tenant",
                Step.Runs.OWNER,
                "alter table %s add constraint %s foreign key (%s) references %s (%s)%s not valid;"
                        .formatted(
                                shape.table(),
                                Quoted.name(constraint),
                                Quoted.list(referring),
                                shape.parent(),
                                Quoted.list(referred),
                                shape.reference()
                                        .map(old -> old.action(shape.link().columns()))
                                        .orElse("")),
                "select " + exists(constraint, ""));
    }

    /** The old reference goes, the key begins with the tenant, and the policies change. */
    private Step change(Wall after) {
        StringBuilder sql = new StringBuilder();
        shape.reference()
                .ifPresent(
                        old ->
                                sql.append(
                                        "alter table %s drop constraint if exists %s;\n"
                                                .formatted(
                                                        shape.table(), Quoted.name(old.name()))));
        if (!shape.referred()) {
            sql.append(primaryKey());
        }
        sql.append(WallSql.isolation(after));
        return new Step("declaration", Step.Runs.OWNER, sql.toString(), "select false");
    }

    private String primaryKey() {
        return """
        do $$
        declare old name := (
            select conname from pg_constraint where conrelid = %1$s::regclass and contype = 'p'
            and not exists (select from unnest(conkey) as num join pg_attribute on attrelid = conrelid and attnum = num
                where attname = %2$s));
        begin
            if old is not null then
                execute format('alter table %3$s drop constraint %%1$I, add constraint %%1$I primary key using index %4$s', old);
            end if;
        end $$;
        """
                .formatted(
                        Quoted.text(shape.table()),
                        Quoted.text(column),
                        shape.table(),
                        Quoted.name(stem + "_tenant_key"));
    }

    private String exists(String constraint, String and) {
        return "exists (select from pg_constraint where conrelid = %s::regclass and conname = %s%s)"
                .formatted(Quoted.text(shape.table()), Quoted.text(constraint), and);
    }

    private String isNotNull() {
        return "exists (select from pg_attribute where attrelid = %s::regclass and attname = %s and attnotnull)"
                .formatted(Quoted.text(shape.table()), Quoted.text(column));
    }
}
