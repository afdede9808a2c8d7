package dev.bailiwick.cli.audit;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.cli.database.AppPassword;
import dev.bailiwick.cli.database.Database;
import dev.bailiwick.cli.database.DatabaseOptions;
import dev.bailiwick.cli.wall.DeclaredWall;
import dev.bailiwick.cli.wall.WallOptions;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.Fault.Severity;
import dev.bailiwick.declaration.yaml.MalformedFileException;
import dev.bailiwick.declaration.yaml.Place;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code bailiwick audit}: every difference between what is declared and what the database is. */
@Command(
        name = "audit",
        description = {
            "Compares a database with its declaration: row-level security, policies, grants, roles,"
                    + " views, functions, defaults and presets.",
            "Ends with 0 if nothing differs, 1 if something does, 2 if that could not be found out."
        },
        mixinStandardHelpOptions = true)
public final class AuditCommand implements BailiwickCommand {

    private final Clock clock;

    @Mixin private WallOptions wall = new WallOptions();

    @Mixin private DatabaseOptions database;

    @Option(
            names = "--as",
            defaultValue = "app",
            paramLabel = "ROLE",
            description =
                    "app: sees what the application sees, its own login among it"
                            + " (${DEFAULT-VALUE}); owner: for a pipeline that knows the owner's"
                            + " password only.")
    private String as = "app";

    @Option(
            names = "--format",
            defaultValue = "text",
            paramLabel = "FORM",
            description = "text, json or sarif (${DEFAULT-VALUE}).")
    private String format = "text";

    @Option(
            names = "--baseline",
            paramLabel = "FILE",
            description = "Findings that are accepted, each with its reason and last day.")
    private @Nullable Path baseline;

    @Option(
            names = "--fail-on",
            defaultValue = "warning",
            paramLabel = "SEVERITY",
            description =
                    "From which severity on the end is 1: warning or error (${DEFAULT-VALUE}).")
    private String failOn = "warning";

    @Mixin private AppPassword appPassword = new AppPassword();

    @Spec private CommandSpec spec = CommandSpec.create();

    public AuditCommand() {
        this(Clock.systemUTC(), new DatabaseOptions());
    }

    AuditCommand(Clock clock, DatabaseOptions database) {
        this.clock = clock;
        this.database = database;
    }

    @Override
    public Integer call() {
        Report report = choice(Report.class, "--format", format);
        Severity limit = choice(Severity.class, "--fail-on", failOn);
        Role role = choice(Role.class, "--as", as);
        LocalDate today = LocalDate.now(clock);
        Baseline accepted = baseline(today);
        DeclaredWall declared = wall.read(database);
        Database asked =
                switch (role) {
                    case APP -> database.asAppAlone(role.of(declared), appPassword);
                    case OWNER -> database.as(role.of(declared));
                };
        List<Finding> findings =
                accepted.applied(findings(declared, asked, role), today).stream()
                        .sorted(
                                Comparator.comparing((Finding found) -> found.fault().severity())
                                        .thenComparing(Finding::fault))
                        .toList();
        Audit audit =
                new Audit(asked.address(), declared.origin(), List.of(asked.user()), findings);
        spec.commandLine().getOut().print(report.of(audit));
        spec.commandLine().getOut().flush();
        boolean fails =
                Stream.of(Severity.values())
                        .filter(severity -> severity.compareTo(limit) <= 0)
                        .anyMatch(severity -> audit.open(severity) > 0);
        return fails ? CommandException.FAILED : 0;
    }

    private static List<Finding> findings(DeclaredWall declared, Database asked, Role role) {
        return role.faults(declared, asked).stream()
                .map(fault -> Finding.of(fault, place(declared, fault)))
                .toList();
    }

    /** Of a table or view, which is the second word of the object. */
    private static Optional<Place> place(DeclaredWall declared, Fault fault) {
        String[] words = fault.object().split(" ", 2);
        return words.length == 2 ? declared.places().apply(words[1]) : Optional.empty();
    }

    private Baseline baseline(LocalDate today) {
        if (baseline == null) {
            return Baseline.NONE;
        }
        try {
            return Baseline.read(baseline, today);
        } catch (IOException unreadable) {
            throw CommandException.couldNot(
                    "The baseline %s cannot be read: %s."
                            .formatted(baseline, unreadable.getClass().getSimpleName()));
        } catch (MalformedFileException malformed) {
            throw CommandException.couldNot(
                    "The baseline is wrong:%n%s".formatted(malformed.getMessage()));
        }
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String option, String word) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandException.couldNot(
                                        "%s is one of %s, not %s."
                                                .formatted(
                                                        option,
                                                        String.join(
                                                                ", ",
                                                                Stream.of(type.getEnumConstants())
                                                                        .map(
                                                                                constant ->
                                                                                        constant.name()
                                                                                                .toLowerCase(
                                                                                                        Locale
                                                                                                                .ROOT))
                                                                        .toList()),
                                                        word)));
    }
}
