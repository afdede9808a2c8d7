package dev.bailiwick.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of schemas, tables, columns and roles as they stand in SQL. */
final class Name {

    /** Stands in SQL without quotes, unless it is a keyword. */
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]*");

    /** Needs no escaping between quotes of either kind. */
    private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}_$ -]*");

    /** PostgreSQL cuts off what is longer. */
    static final int MOST_BYTES = 63;

    /** What quote_identifier of PostgreSQL 18 quotes: keywords that are not unreserved. */
    private static final Set<String> KEYWORDS =
            Set.of(
                    """
                    all analyse analyze and any array as asc asymmetric authorization between
                    bigint binary bit boolean both case cast char character check coalesce
                    collate collation column concurrently constraint create cross
                    current_catalog current_date current_role current_schema current_time
                    current_timestamp current_user dec decimal default deferrable desc distinct
                    do else end except exists extract false fetch float for foreign freeze from
                    full grant greatest group grouping having ilike in initially inner inout int
                    integer intersect interval into is isnull join json json_array json_arrayagg
                    json_exists json_object json_objectagg json_query json_scalar json_serialize
                    json_table json_value lateral leading least left like limit localtime
                    localtimestamp merge_action national natural nchar none normalize not
                    notnull null nullif numeric offset on only or order out outer overlaps
                    overlay placing position precision primary real references returning right
                    row select session_user setof similar smallint some substring symmetric
                    system_user table tablesample then time timestamp to trailing treat trim
                    true union unique user using values varchar variadic verbose when where
                    window with xmlattributes xmlconcat xmlelement xmlexists xmlforest
                    xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable
                    """
                            .strip()
                            .split("\\s+"));

    private Name() {}

    /**
     * @throws IllegalArgumentException unless {@code name} is made of letters, digits, underscores
     *     and, within, blanks, hyphens and dollars, and has at most 63 bytes
     */
    static String check(String what, String name) {
        if (!ALLOWED.matcher(name).matches()
                || name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "%s name '%s': use letters, digits and underscores, at most 63 bytes"
                            .formatted(what, name));
        }
        return name;
    }

    /** As PostgreSQL itself would print it. */
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() && !KEYWORDS.contains(name) ? name : '"' + name + '"';
    }

    static String quoted(String schema, String name) {
        return quoted(schema) + '.' + quoted(name);
    }

    /** Quoted, in the given order, with commas. */
    static String list(List<String> names) {
        return String.join(", ", names.stream().map(Name::quoted).toList());
    }
}
