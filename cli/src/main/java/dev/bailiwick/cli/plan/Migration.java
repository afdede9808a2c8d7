package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;
import dev.bailiwick.postgres.plan.Step;
import dev.bailiwick.postgres.plan.WallPlan;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A tool that runs migrations, and the files it wants: names and texts. */
enum Migration {
    /** Plain files for psql. */
    SQL {
        @Override
        Map<String, String> files(WallPlan plan, Optional<String> version) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put("isolation.up.sql", plan.up());
            files.put("isolation.down.sql", plan.down());
            return files;
        }
    },
    /**
     * The whole as a callback and a repeatable migration: the functions come before everything
     * else, since defaults of columns ask them, and policies behind every table. A difference as a
     * versioned migration with its undo.
     */
    FLYWAY {
        @Override
        Map<String, String> files(WallPlan plan, Optional<String> version) {
            Map<String, String> files = new LinkedHashMap<>();
            version.ifPresentOrElse(
                    number -> {
                        files.put("V%s__isolation.sql".formatted(number), plan.up());
                        files.put("U%s__isolation.sql".formatted(number), plan.down());
                    },
                    () -> {
                        files.put("beforeMigrate__isolation.sql", first(plan).up());
                        files.put("R__isolation.sql", rest(plan));
                    });
            return files;
        }
    },
    /**
     * The whole as two change sets, which Liquibase runs again when their texts change: the
     * functions, to be included before the tables, and the policies, behind them. A difference as
     * one.
     */
    LIQUIBASE {
        @Override
        Map<String, String> files(WallPlan plan, Optional<String> version) {
            Map<String, String> files = new LinkedHashMap<>();
            version.ifPresentOrElse(
                    number ->
                            files.put(
                                    "isolation-%s.sql".formatted(number),
                                    changeSet(number, "", plan.up(), plan.down())),
                    () -> {
                        files.put(
                                "isolation-first.sql",
                                changeSet("first", AGAIN, first(plan).up(), ""));
                        files.put(
                                "isolation-last.sql",
                                changeSet("last", AGAIN, rest(plan), plan.down()));
                    });
            return files;
        }
    };

    private static final String AGAIN = " runOnChange:true";
    private static final Pattern VERSION = Pattern.compile("[0-9]+([._][0-9]+)*");

    /**
     * @param version of the migration; without one it is the whole, to be run again on change
     */
    abstract Map<String, String> files(WallPlan plan, Optional<String> version);

    /**
     * @throws CommandException if it is no version that migration tools can sort
     */
    static String version(String text) {
        if (!VERSION.matcher(text).matches()) {
            throw CommandException.couldNot(
                    "--migration-version is numbers with dots between them, as 42 or 2027.1, not"
                            + " %s.".formatted(text));
        }
        return text;
    }

    /** What other migrations may need: the functions. */
    private static Step first(WallPlan whole) {
        return whole.steps().getFirst();
    }

    private static String rest(WallPlan whole) {
        return whole.steps().stream().skip(1).map(Step::up).collect(Collectors.joining("\n"));
    }

    private static String changeSet(String name, String again, String up, String down) {
        return """
        --liquibase formatted sql

        --changeset bailiwick:isolation-%s splitStatements:false rollbackSplitStatements:false%s
        %s
        %s\
        """
                .formatted(name, again, up, rollback(down));
    }

    /** Line by line, without comments, which would end up in the middle of the statements. */
    private static String rollback(String down) {
        return down.isEmpty()
                ? "--rollback empty\n"
                : down.lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("--"))
                        .map(line -> "--rollback " + line + "\n")
                        .collect(Collectors.joining());
    }
}
