package dev.bailiwick.postgres.promotion;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that fill the tenant column, row by row of the parent.
 *
 * @param column the tenant column, not quoted
 */
record Backfill(Shape shape, String column) {

    /** Whether policies hold back who asks: then it sees no row and would change none. */
    String bound() {
        return "select row_security_active(%s::regclass), current_user"
                .formatted(Quoted.text(shape.table()));
    }

    String left() {
        return "select count(*) from %s where %s is null and %s"
                .formatted(shape.table(), Quoted.name(column), referring("", " is not null"));
    }

    /** Rows that refer to nobody, which no tenant can be given to. */
    String nobodys() {
        return "select count(*) from %s where %s is null and not (%s)"
                .formatted(shape.table(), Quoted.name(column), referring("", " is not null"));
    }

    /**
     * Two counts, of rows taken and of rows changed, and the last key taken, as texts.
     *
     * @param first whether it begins at the first key; otherwise the parameters are the key to go
     *     on after
     */
    String batch(boolean first) {
        String key = Quoted.list(shape.keyColumns());
        String after =
                first
                        ? ""
                        : " and (%s) > (%s)"
                                .formatted(
                                        key,
                                        shape.key().stream()
                                                .map(typed -> "?::" + typed.type())
                                                .collect(Collectors.joining(", ")));
        return """
        with batch as (
            select %1$s from %2$s where %3$s is null and %4$s%5$s
            order by %1$s limit ? for update skip locked),
        changed as (
            update %2$s as c set %3$s = p.%3$s from %6$s as p, batch
            where %7$s and %8$s returning 1)
        select (select count(*) from batch), (select count(*) from changed), %9$s
        """
                .formatted(
                        key,
                        shape.table(),
                        Quoted.name(column),
                        referring("", " is not null"),
                        after,
                        shape.parent(),
                        shape.keyColumns().stream()
                                .map(Quoted::name)
                                .map(name -> "c." + name + " = batch." + name)
                                .collect(Collectors.joining(" and ")),
                        parents(),
                        last());
    }

    private String parents() {
        List<String> here = shape.link().columns();
        List<String> there = shape.link().parentColumns();
        return IntStream.range(0, here.size())
                .mapToObj(
                        i -> "p." + Quoted.name(there.get(i)) + " = c." + Quoted.name(here.get(i)))
                .collect(Collectors.joining(" and "));
    }

    private String last() {
        String descending =
                shape.keyColumns().stream()
                        .map(name -> Quoted.name(name) + " desc")
                        .collect(Collectors.joining(", "));
        return shape.keyColumns().stream()
                .map(
                        name ->
                                "(select %s::text from batch order by %s limit 1)"
                                        .formatted(Quoted.name(name), descending))
                .collect(Collectors.joining(", "));
    }

    private String referring(String prefix, String is) {
        return shape.link().columns().stream()
                .map(name -> prefix + Quoted.name(name) + is)
                .collect(Collectors.joining(" and "));
    }
}
