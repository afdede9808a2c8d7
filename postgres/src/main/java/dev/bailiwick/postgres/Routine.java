package dev.bailiwick.postgres;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.postgres.sealed.SealForm;

import java.util.ArrayList;
import java.util.List;

/**
 * One of the functions that the policies compare with, as it is written and as the catalogue holds
 * it. A form of the wall that proves a scope in another way than by a plain setting differs in the
 * bodies of these and in nothing else.
 *
 * @param held volatility, parallel safety, whether it runs as its owner, its settings, its body: as
 *     {@link FunctionFaults} asks for it
 */
record Routine(String name, String sql, String held) {

    /** All of a wall's, in the order in which they are made. */
    static List<Routine> of(Dialect dialect) {
        String schema = Name.quoted(dialect.schema());
        Settings settings = dialect.settings();
        List<Routine> routines = new ArrayList<>();
        routines.add(
                setting(schema, "tenant", settings.named(settings.tenant()), dialect.tenant()));
        routines.add(
                setting(
                        schema,
                        "principal",
                        settings.named(settings.principal()),
                        dialect.principal()));
        routines.add(seesAll(schema, settings.prefix()));
        routines.add(sees(schema, settings.prefix()));
        if (dialect.rendering() == Rendering.CITUS) {
            routines.add(enter(schema));
        }
        return routines;
    }

    /** As {@link #of(Dialect)}, as the wall's roles need them and its seal wants them. */
    static List<Routine> of(Wall wall) {
        List<Routine> plain = new ArrayList<>(of(wall.dialect()));
        if (wall.roles().several().isPresent()) {
            plain.addAll(ofSeveral(wall.dialect()));
        }
        if (wall.roles().guests().isPresent()) {
            plain.add(ofGuests(wall.dialect()));
        }
        if (wall.dimensions().stream().anyMatch(Dimension::isNumbered)) {
            plain.addAll(ofNumbers(wall.dialect()));
        }
        return wall.seal()
                .map(seal -> plain.stream().map(one -> one.sealed(seal)).toList())
                .orElse(plain);
    }

    /** What the context of a scope calls, made behind the tables that it looks into. */
    static List<Routine> ofEpoch(Wall wall) {
        return EpochRoutines.of(wall).stream()
                .map(one -> wall.seal().map(one::sealed).orElse(one))
                .toList();
    }

    /** As {@link #ofLookups(Wall, Table)}, of all tables. */
    static List<Routine> ofLookups(Wall wall) {
        return wall.tables().stream()
                .flatMap(table -> ofLookups(wall, table).stream())
                .distinct()
                .toList();
    }

    /** What the policies of a table call to look into other tables, made with them. */
    static List<Routine> ofLookups(Wall wall, Table table) {
        return table.lookups(wall).stream().map(RowLookup::routine).toList();
    }

    /** What is read is another, and with it where it may be read; all else stays. */
    private Routine sealed(SealForm seal) {
        if (held.startsWith("i ")) {
            return this;
        }
        return new Routine(
                name,
                seal.sealing(sql),
                seal.reading(held).replaceFirst("^s s ", "s " + seal.parallelism() + " "));
    }

    /** What policies for scopes over several tenants compare with beside the others. */
    static List<Routine> ofSeveral(Dialect dialect) {
        String schema = Name.quoted(dialect.schema());
        return List.of(
                tenants(schema, dialect.settings().named("tenants"), dialect.tenant()),
                named(schema, dialect.tenant()));
    }

    /** Where guests are members. */
    private static Routine ofGuests(Dialect dialect) {
        String home = dialect.settings().named("home");
        return setting(Name.quoted(dialect.schema()), "home", home, dialect.tenant());
    }

    /** What policies that narrow by numbers compare with, and one way to have numbers. */
    private static List<Routine> ofNumbers(Dialect dialect) {
        String schema = Name.quoted(dialect.schema());
        return List.of(words(schema, dialect.settings().prefix()), numberOf(schema));
    }

    private static Routine words(String schema, String prefix) {
        return new Routine(
                "words",
                """
                create or replace function %1$s.words(dimension text) returns integer[] language sql stable parallel safe
                    return case when %1$s.sees_all(dimension) then '{}'
                                else string_to_array(nullif(split_part(current_setting('%2$s.' || dimension, true), '#', 2), ''), ',') end::integer[];
                """
                        .formatted(schema, prefix),
                "s s f RETURN (CASE WHEN %s.sees_all(dimension) THEN '{}'::text[] ELSE string_to_array(NULLIF(split_part(current_setting(('%s.'::text || dimension), true), '#'::text, 2), ''::text), ','::text) END)::integer[]"
                        .formatted(schema, prefix));
    }

    /** The last 16 bits, which are random in every usual kind of UUID and can be chosen in it. */
    private static Routine numberOf(String schema) {
        return new Routine(
                "number_of",
                """
                create or replace function %s.number_of(id uuid) returns integer language sql immutable parallel safe
                    return (get_byte(uuid_send(id), 14) << 8) + get_byte(uuid_send(id), 15);
                """
                        .formatted(schema),
                "i s f RETURN ((get_byte(uuid_send(id), 14) << 8) + get_byte(uuid_send(id), 15))");
    }

    private static Routine tenants(String schema, String setting, KeyType type) {
        String cast = type == KeyType.TEXT ? "" : "::" + type.sql() + "[]";
        String held =
                "string_to_array(NULLIF(current_setting('%s'::text, true), ''::text), ','::text)"
                        .formatted(setting);
        return new Routine(
                "tenants",
                """
                create or replace function %s.tenants() returns %s[] language sql stable parallel safe
                    return string_to_array(nullif(current_setting('%s', true), ''), ',')%s;
                """
                        .formatted(schema, type.sql(), setting, cast),
                "s s f RETURN " + (cast.isEmpty() ? held : "(" + held + ")" + cast));
    }

    /**
     * Raises where nothing is named: to change no row in silence would be worse. The operator by
     * its schema, since whoever calls it may have another one first in the search_path.
     */
    private static Routine named(String schema, KeyType type) {
        String body =
                """

                begin
                    if %1$s.tenant() operator(pg_catalog.=) any (%1$s.tenants()) then
                        return %1$s.tenant();
                    end if;
                    raise exception 'a scope over several tenants writes to the one that it names, and it names none of its own'
                        using errcode = 'insufficient_privilege', hint = 'Scope.Tenants.naming(tenant) names one.';
                end
                """
                        .formatted(schema);
        return new Routine(
                "named",
                """
                create or replace function %s.named() returns %s language plpgsql stable parallel safe as $$%s$$;
                """
                        .formatted(schema, type.sql(), body),
                "s s f " + body);
    }

    private static Routine setting(String schema, String name, String setting, KeyType type) {
        String cast = type == KeyType.TEXT ? "" : "::" + type.sql();
        String nullif = "nullif(current_setting('%s', true), '')".formatted(setting);
        String held = "NULLIF(current_setting('%s'::text, true), ''::text)".formatted(setting);
        return new Routine(
                name,
                """
                create or replace function %s.%s() returns %s language sql stable parallel safe
                    return %s%s;
                """
                        .formatted(schema, name, type.sql(), nullif, cast),
                "s s f RETURN " + (cast.isEmpty() ? held : "(" + held + ")" + cast));
    }

    private static Routine seesAll(String schema, String prefix) {
        return new Routine(
                "sees_all",
                """
                create or replace function %s.sees_all(dimension text) returns boolean language sql stable parallel safe
                    return coalesce(current_setting('%s.' || dimension, true) = 'all', false);
                """
                        .formatted(schema, prefix),
                "s s f RETURN COALESCE((current_setting(('%s.'::text || dimension), true) = 'all'::text), false)"
                        .formatted(prefix));
    }

    private static Routine sees(String schema, String prefix) {
        return new Routine(
                "sees",
                """
                create or replace function %1$s.sees(dimension text) returns uuid[] language sql stable parallel safe
                    return case when %1$s.sees_all(dimension) then '{}'
                                else string_to_array(nullif(current_setting('%2$s.' || dimension, true), ''), ',') end::uuid[];
                """
                        .formatted(schema, prefix),
                "s s f RETURN (CASE WHEN %s.sees_all(dimension) THEN '{}'::text[] ELSE string_to_array(NULLIF(current_setting(('%s.'::text || dimension), true), ''::text), ','::text) END)::uuid[]"
                        .formatted(schema, prefix));
    }

    /** Only a statement of its own is handed on to other nodes, not set_config. */
    private static Routine enter(String schema) {
        String body =
                "begin execute format('set local %I.%I = %L', split_part(setting, '.', 1),"
                        + " split_part(setting, '.', 2), value); return value; end";
        return new Routine(
                "enter",
                """
                create or replace function %s.enter(setting text, value text) returns text language plpgsql volatile parallel unsafe
                    as $$%s$$;
                """
                        .formatted(schema, body),
                "v u f " + body);
    }
}
