package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.Database;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.cli.wall.DeclaredWall;
import dev.bailiwick.cli.wall.WallOptions;
import dev.bailiwick.postgres.plan.WallPlan;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code bailiwick plan}: the statements that bring a database to its declaration, run by nobody.
 */
@Command(
        name = "plan",
        description = {
            "Prints the statements that build the wall: all of them, or with --url those that the"
                    + " database lacks. Runs nothing.",
            "Ends with 0, or with 2 if there is no plan to be had."
        },
        mixinStandardHelpOptions = true)
public final class PlanCommand implements BailiwickCommand {

    private static final String NOTHING = "-- Nothing to do: the database is as declared.\n";

    private static final String NOTHING_BACK =
            """
            -- Nothing to bring back: the database is as declared, and what there was before cannot be seen any more.
            -- bailiwick apply saved the way back before it changed anything (--down-file, bailiwick-down-TIME.sql).
            """;

    @Mixin private WallOptions wall = new WallOptions();

    @Mixin private DatabaseOptions database;

    @Option(names = "--down", description = "Prints the way back instead.")
    private boolean down;

    @Option(
            names = "--administrator",
            description = "Prints what takes an administrator, such as creating roles, instead.")
    private boolean administrator;

    @Option(
            names = "--before-tables",
            description =
                    "Prints only what tables may refer to: the functions, and the tables of"
                            + " authority, which want those of tenants and principals before them.")
    private boolean beforeTables;

    @Option(
            names = "--format",
            defaultValue = "sql",
            paramLabel = "FORM",
            description = "Of the files in --out: sql, flyway or liquibase (${DEFAULT-VALUE}).")
    private String format = "sql";

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Writes files there, up and down, instead of printing.")
    private @Nullable Path out;

    @Option(
            names = "--migration-version",
            paramLabel = "VERSION",
            description = "Of the migration that a difference becomes in flyway and liquibase.")
    private @Nullable String version;

    @Option(
            names = "--write",
            paramLabel = "FILE",
            description =
                    "Writes the declaration into a new file instead of a plan, with everything that"
                            + " --tenant-table leaves open as a comment.")
    private @Nullable Path write;

    @Spec private CommandSpec spec = CommandSpec.create();

    public PlanCommand() {
        this(new DatabaseOptions());
    }

    PlanCommand(DatabaseOptions database) {
        this.database = database;
    }

    @Override
    public Integer call() {
        Migration form = form();
        if (write != null) {
            return propose(write);
        }
        DeclaredWall declared = wall.read(database);
        if (beforeTables) {
            print(WallPlan.beforeTables(declared.wall()).up());
            return 0;
        }
        if (!database.given()) {
            deliver(form, WallPlan.whole(declared.wall()));
            return 0;
        }
        Database asked = database.as(declared.wall().roles().owner());
        WallPlan plan =
                asked.<WallPlan>connected(
                        _ -> WallPlan.difference(declared.wall(), asked.source()));
        if (out != null && form != Migration.SQL && version == null) {
            throw CommandException.couldNot(
                    "A difference becomes a migration of its own: give it --migration-version. For"
                            + " the whole, which is run again on change, leave --url out.");
        }
        if (plan.isEmpty() && !administrator) {
            print(plan.heading() + (down ? NOTHING_BACK : NOTHING));
        } else {
            deliver(form, plan);
        }
        return 0;
    }

    private int propose(Path file) {
        WallOptions.ProposedFile proposed = wall.propose(database);
        try {
            Files.writeString(file, proposed.text(), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException there) {
            throw CommandException.couldNot(
                    "%s is there already, and somebody may have worked on it.".formatted(file));
        } catch (IOException full) {
            throw CommandException.couldNot(
                    "Cannot write %s: %s.".formatted(file, full.getClass().getSimpleName()));
        }
        print(
                "%s declares %d tables; %d questions are marked TO ANSWER.%n"
                        .formatted(file, proposed.tables(), proposed.questions()));
        return 0;
    }

    private void deliver(Migration form, WallPlan plan) {
        if (administrator && !database.given()) {
            print("-- What an administrator has to do is known from the database: say --url.\n");
        } else if (administrator) {
            print(
                    plan.administration().stream()
                            .map(statement -> statement + "\n")
                            .collect(Collectors.joining()));
        } else if (out == null) {
            print(down ? plan.down() : plan.up());
        } else {
            write(out, form.files(plan, Optional.ofNullable(version).map(Migration::version)));
        }
    }

    private void write(Path folder, Map<String, String> files) {
        try {
            Files.createDirectories(folder);
            for (Map.Entry<String, String> file : new TreeMap<>(files).entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.writeString(path, file.getValue());
                print(path + "\n");
            }
        } catch (IOException full) {
            throw CommandException.couldNot(
                    "Cannot write to %s: %s %s."
                            .formatted(folder, full.getClass().getSimpleName(), full.getMessage()));
        }
    }

    private Migration form() {
        return switch (format) {
            case "sql" -> Migration.SQL;
            case "flyway" -> Migration.FLYWAY;
            case "liquibase" -> Migration.LIQUIBASE;
            default ->
                    throw CommandException.couldNot(
                            "--format is sql, flyway or liquibase, not %s.".formatted(format));
        };
    }

    private void print(String text) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.print(text);
        writer.flush();
    }
}
