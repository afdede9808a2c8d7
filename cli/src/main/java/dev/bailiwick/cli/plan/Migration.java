package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.CommandException;
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
     * The whole as a repeatable migration, which Flyway runs again when its text changes; a
     * difference as a versioned one with its undo.
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
                    () -> files.put("R__isolation.sql", plan.up()));
            return files;
        }
    },
    /** One change set, of which Liquibase runs the whole again when its text changes. */
    LIQUIBASE {
        @Override
        Map<String, String> files(WallPlan plan, Optional<String> version) {
            String name = version.orElse("all");
            String text =
                    """
                    --liquibase formatted sql

                    --changeset bailiwick:isolation-%s splitStatements:false rollbackSplitStatements:false%s
                    %s
                    %s\
                    """
                            .formatted(
                                    name,
                                    version.isPresent() ? "" : " runOnChange:true",
                                    plan.up(),
                                    rollback(plan.down()));
            return Map.of("isolation-%s.sql".formatted(name), text);
        }
    };

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

    /** Line by line, without comments, which would end up in the middle of the statements. */
    private static String rollback(String down) {
        return down.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("--"))
                .map(line -> "--rollback " + line + "\n")
                .collect(Collectors.joining());
    }
}
