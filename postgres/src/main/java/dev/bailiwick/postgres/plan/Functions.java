package dev.bailiwick.postgres.plan;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The functions that policies compare with, and their schema. PostgreSQL asks for the privilege to
 * create schemas before it looks whether one is there, so nothing is created that is.
 */
final class Functions {

    private static final Pattern CREATING =
            Pattern.compile("create schema if not exists ([^;]+);\n");

    private Functions() {}

    /** For a schema that is there. */
    static String within(Wall wall) {
        return all(wall, "");
    }

    /** For an owner who may create the schema. */
    static String withTheirSchema(Wall wall) {
        return all(wall, "create schema $1;\n");
    }

    /** For a schema that is there, behind the tables that they look into. */
    static Step ofEpoch(Wall wall) {
        return new Step(
                "schema " + wall.functionSchema(),
                List.of("functions that compare the epoch of a scope"),
                List.of(),
                WallSql.epoch(wall),
                "");
    }

    /** Whether the schema is there or not; without those that look into tables. */
    static String whateverIsThere(Wall wall) {
        String schema = wall.functionSchema();
        return rendered(
                wall,
                Matcher.quoteReplacement(
                        """
                        do $$
                        begin
                            -- takes CREATE on the database, so not where an administrator has done it
                            if to_regnamespace(quote_ident('%1$s')) is null then
                                execute format('create schema %%I', '%1$s');
                            end if;
                        end $$;
                        """
                                .formatted(schema)));
    }

    private static String rendered(Wall wall, String creating) {
        return CREATING.matcher(WallSql.functions(wall)).replaceFirst(creating);
    }

    private static String all(Wall wall, String creating) {
        return Stream.of(rendered(wall, creating), WallSql.epoch(wall), WallSql.lookups(wall))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("\n"));
    }

    /** Drops a schema that holds nothing else. */
    static String dropped(String schema) {
        return """
        do $$
        declare made record;
        begin
            for made in select oid::regprocedure as name from pg_catalog.pg_proc
                where pronamespace = to_regnamespace(quote_ident('%1$s')) order by oid desc
            loop
                execute format('drop function %%s', made.name);
            end loop;
            execute format('drop schema %%I', '%1$s');
        end $$;
        """
                .formatted(schema);
    }
}
