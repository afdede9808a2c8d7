package dev.bailiwick.cli.plan;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.AppPassword;
import dev.bailiwick.cli.database.Database;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.cli.wall.DeclaredWall;
import dev.bailiwick.cli.wall.WallOptions;
import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.plan.Step;
import dev.bailiwick.postgres.plan.WallPlan;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** {@code bailiwick apply}: runs the plan in one transaction, then looks whether it worked. */
@Command(
        name = "apply",
        description = {
            "Runs what bailiwick plan prints, as the owner of the tables and in one transaction,"
                    + " then audits as the app role.",
            "Ends with 0 if the database is as declared. With 1 if it was looked at and is not: it"
                + " changed since the plan was shown, so that nothing was run, or something besides"
                + " warnings still differs. With 2 if the plan could not be run, or its end is not"
                + " known: whether anything was changed stands in what is printed."
        },
        mixinStandardHelpOptions = true)
public final class ApplyCommand implements BailiwickCommand {

    /** With these the plan does not say what the user means, or its statements must fail. */
    private static final Set<Check> OBSTACLES =
            EnumSet.of(
                    Check.TABLE_UNDECLARED,
                    Check.TABLE_MISSING,
                    Check.TABLE_KIND,
                    Check.TABLE_OWNER,
                    Check.VIEW_UNDECLARED,
                    Check.SCHEMA_MISSING,
                    Check.ROLE_MISSING,
                    Check.SEAL_MISSING);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final ConsoleQuestion question;

    @Mixin private WallOptions wall = new WallOptions();

    @Mixin private DatabaseOptions database;

    @Option(names = "--yes", description = "Does not ask; needed where there is no terminal.")
    private boolean yes;

    @Option(
            names = "--unseal",
            description =
                    "Takes the seal off, where the database has sealed scopes and the declaration"
                            + " none; refused otherwise.")
    private boolean unseal;

    @Option(names = "--dry-run", description = "Runs everything and rolls it back.")
    private boolean dryRun;

    @Option(
            names = "--down-file",
            paramLabel = "FILE",
            description =
                    "Where the way back is written before anything is changed"
                            + " (bailiwick-down-TIME.sql, where the command is run).")
    private @Nullable Path downFile;

    @Option(
            names = "--lock-timeout",
            defaultValue = "5",
            paramLabel = "SECONDS",
            description =
                    "How long to wait for a table that somebody uses, before everybody else may go"
                            + " on and it is tried again (${DEFAULT-VALUE}).")
    private int lockSeconds = 5;

    @Option(
            names = "--attempts",
            defaultValue = "5",
            paramLabel = "NUMBER",
            description = "How often to try (${DEFAULT-VALUE}).")
    private int attempts = 5;

    @Mixin private AppPassword appPassword = new AppPassword();

    @Spec private CommandSpec spec = CommandSpec.create();

    public ApplyCommand() {
        this(Clock.systemUTC(), new DatabaseOptions(), ApplyCommand::ask);
    }

    ApplyCommand(Clock clock, DatabaseOptions database, ConsoleQuestion question) {
        this.clock = clock;
        this.database = database;
        this.question = question;
    }

    @Override
    public Integer call() {
        DeclaredWall declared = wall.read(database);
        String owner = declared.wall().roles().owner();
        Database asked = database.as(owner);
        WallPlan plan =
                asked.<WallPlan>connected(
                        _ -> WallPlan.difference(declared.wall(), asked.source()));
        refuseObstacles(plan);
        refuseToUnseal(plan);
        Database app = database.asApp(declared.wall().roles().app(), appPassword);
        if (plan.isEmpty()) {
            say("Nothing to do.");
        } else {
            confirm(plan, asked);
            checkLogin(app);
            Transaction transaction =
                    new Transaction(owner, Duration.ofSeconds(lockSeconds), attempts, dryRun);
            Shown shown = new Shown(declared.wall(), plan, wayBack(plan, asked));
            asked.<Integer>connected(connection -> transaction.run(connection, shown, this::say));
        }
        if (dryRun) {
            say("Nothing was changed: this was a dry run.");
            return 0;
        }
        return verify(declared, app);
    }

    /** Before anything is changed, since what was changed is looked at as the app role. */
    private void checkLogin(Database app) {
        if (!dryRun) {
            try {
                app.<Boolean>connected(_ -> true);
            } catch (CommandException refused) {
                throw CommandException.couldNot(
                        "Nothing was changed, since the app role could not look at it afterwards: %s%nGive its password by --app-password-file, BAILIWICK_APP_PASSWORD or .pgpass."
                                .formatted(refused.getMessage()));
            }
        }
    }

    private void refuseObstacles(WallPlan plan) {
        List<Fault> obstacles =
                plan.rest().stream()
                        .filter(fault -> OBSTACLES.stream().anyMatch(check -> check.found(fault)))
                        .toList();
        if (!obstacles.isEmpty()) {
            throw CommandException.couldNot(
                    "Nothing was changed. First mend what the plan cannot (bailiwick plan"
                            + " --administrator prints what takes an administrator):%n%s"
                                    .formatted(lines(obstacles)));
        }
    }

    /** A file that lacks a line, or is an old one, is not enough for that. */
    private void refuseToUnseal(WallPlan plan) {
        if (plan.unseals() && !unseal) {
            throw CommandException.couldNot(
                    "Nothing was changed: scopes are sealed in the database, and the declaration"
                            + " says nothing of a seal. Say 'seal: portable' or 'seal: slot' there,"
                            + " or --unseal to let SQL of the app role set them.");
        }
    }

    private void confirm(WallPlan plan, Database asked) {
        say("Plan for %s:".formatted(asked));
        plan.steps().forEach(step -> say("  %s%s".formatted(step.object(), dangers(step))));
        if (!yes && !dryRun && !question.agreed("Run it? [y/N] ")) {
            throw CommandException.couldNot(
                    "Nothing was changed. Say --yes to run it without being asked.");
        }
    }

    private WayBack wayBack(WallPlan plan, Database asked) {
        Path file =
                downFile == null
                        ? Path.of("bailiwick-down-%s.sql".formatted(STAMP.format(clock.instant())))
                        : downFile;
        return new WayBack(
                file,
                "-- The way back from what bailiwick apply did to %s. Run as the owner: psql -1 -f%n%s"
                        .formatted(asked, plan.down()));
    }

    private static String dangers(Step step) {
        return step.dangers().isEmpty() ? "" : " (" + String.join("; ", step.dangers()) + ")";
    }

    private int verify(DeclaredWall declared, Database app) {
        String role = app.user();
        List<Fault> faults =
                app.<List<Fault>>connected(_ -> Gate.of(declared.wall()).faults(app.source()));
        if (faults.isEmpty()) {
            say("Clean: the database is as declared, seen as %s.".formatted(role));
            return 0;
        }
        say(
                "Still different, seen as %s (bailiwick audit tells more):%n%s"
                        .formatted(role, lines(faults)));
        return faults.stream().anyMatch(Fault::isError) ? CommandException.FAILED : 0;
    }

    private static String lines(List<Fault> faults) {
        return String.join(
                System.lineSeparator(),
                faults.stream().map(fault -> "  %s [%s]".formatted(fault, fault.id())).toList());
    }

    private void say(String line) {
        PrintWriter writer = spec.commandLine().getOut();
        writer.println(line);
        writer.flush();
    }

    private static boolean ask(String text) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readLine("%s", text))
                .filter(answer -> answer.strip().equalsIgnoreCase("y"))
                .isPresent();
    }

    /** Asks whoever sits at the terminal; nobody agrees where there is none. */
    @FunctionalInterface
    interface ConsoleQuestion {

        boolean agreed(String text);
    }
}
