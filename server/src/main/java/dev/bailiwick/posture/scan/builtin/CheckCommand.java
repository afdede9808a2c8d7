package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.Checks;
import dev.bailiwick.checks.Examination;
import dev.bailiwick.checks.Severity;
import dev.bailiwick.checks.files.Limits;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.disk.FileFault;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code bailiwick check}: a directory of one's own judged before it is anywhere else. */
@Command(
        name = "check",
        description = {
            "Says what is wrong with the Kubernetes manifests, Terraform and Dockerfiles of a"
                    + " directory, by the checks that scans of repositories use. Needs no server.",
            "Exits with 1 if something is, and otherwise with 2 if not all could be examined:"
                    + " what nobody can read may be wrong."
        },
        mixinStandardHelpOptions = true)
public final class CheckCommand implements BailiwickCommand {

    private static final String TEXT = "text";

    @Parameters(
            paramLabel = "DIRECTORY",
            arity = "0..1",
            description = "What is looked at, with all below it. Default: the present one.")
    private Path directory = Path.of("");

    @Option(
            names = "--checks",
            paramLabel = "DIRECTORY",
            description = "Files of checks of your own, beside those that come with it.")
    private @Nullable Path own;

    @Option(
            names = "--fail-on",
            paramLabel = "SEVERITY",
            completionCandidates = Severities.class,
            description =
                    "The least severity for which it exits with 1: ${COMPLETION-CANDIDATES}."
                            + " Default: ${DEFAULT-VALUE}.")
    private String least = Severity.INFORMATIONAL.word();

    @Option(
            names = "--allow-unread",
            paramLabel = "PATH",
            description =
                    "A file or directory, by its path in DIRECTORY, that need not be readable, as"
                            + " the templates of a chart. Can be given several times.")
    private List<String> allowed = List.of();

    @Option(
            names = "--allow-empty",
            description =
                    "Nothing in DIRECTORY need be of a kind that checks examine. Without it that"
                            + " exits with 2, as a wrong directory would pass each time.")
    private boolean allowedEmpty;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "text, a line for each, or json, one object for programs. Default: text.")
    private String format = TEXT;

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Limits limits;

    public CheckCommand() {
        this(Limits.defaults());
    }

    CheckCommand(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Integer call() {
        Severity bar = severity(least);
        Checks checks = own == null ? Checks.builtIn() : ChecksAtHand.withOwn(own, "--checks");
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            throw CommandException.couldNot("There is no directory %s.".formatted(directory));
        }
        Shown shown = shown(spec.commandLine().getOut());
        Told told = new Told(shown, allowed);
        try {
            new Examination(checks, limits).of(directory.toRealPath(), told);
        } catch (IOException e) {
            throw CommandException.couldNot(
                    "The directory %s could not be read: %s."
                            .formatted(directory, FileFault.of(e)));
        }
        shown.end(told.sum());
        PrintWriter err = spec.commandLine().getErr();
        told.complaints().forEach(err::println);
        boolean empty = told.sawNothing();
        if (empty) {
            err.printf("Nothing in %s is of a kind that checks examine.%n", directory);
        }
        err.flush();
        return told.hasFailed(bar) ? 1 : told.hasMissed() || (empty && !allowedEmpty) ? 2 : 0;
    }

    private Shown shown(PrintWriter out) {
        return switch (format) {
            case TEXT -> new ShownAsText(out);
            case "json" -> new ShownAsJson(out);
            default ->
                    throw CommandException.couldNot(
                            "'%s' is no format (--format): text or json".formatted(format));
        };
    }

    private static Severity severity(String word) {
        return Arrays.stream(Severity.values())
                .filter(each -> each.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () ->
                                CommandException.couldNot(
                                        "'%s' is no severity (--fail-on): %s"
                                                .formatted(
                                                        word,
                                                        String.join(", ", Severity.words()))));
    }

    /** As picocli asks for them. */
    private static final class Severities extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        Severities() {
            super(Severity.words());
        }
    }

    /** Hands on what is found as it is found, and keeps nothing but numbers. */
    private static final class Told implements Examination.Findings {

        private final Shown shown;
        private final List<String> allowed;
        private final Map<Severity, Integer> failed = new EnumMap<>(Severity.class);
        private final Set<String> used = new HashSet<>();
        private int passed;
        private int open;
        private int unread;
        private int let;
        private @Nullable Unread rest;

        Told(Shown shown, List<String> allowed) {
            this.shown = shown;
            this.allowed = allowed;
        }

        @Override
        public void result(CheckResult result) {
            switch (result.verdict()) {
                case PASS -> passed++;
                case MANUAL -> {
                    open++;
                    shown.result(result);
                }
                case FAIL -> {
                    failed.merge(result.check().severity(), 1, Integer::sum);
                    shown.result(result);
                }
            }
        }

        @Override
        public void unread(Unread what) {
            unread++;
            if (what.isRest()) {
                rest = what;
            }
            List<String> paths =
                    allowed.stream().filter(path -> isWithin(what.file(), path)).toList();
            used.addAll(paths);
            let += paths.isEmpty() ? 0 : 1;
            shown.unread(what, !paths.isEmpty());
        }

        private static boolean isWithin(String file, String path) {
            Path root = Path.of("/");
            return root.resolve(file).startsWith(root.resolve(path).normalize());
        }

        /** What was never reached is allowed to nobody. */
        boolean hasMissed() {
            return rest != null || unread > let;
        }

        boolean sawNothing() {
            return failed.isEmpty() && passed + open + unread == 0;
        }

        /** What is said beside what was found: what stopped it, or what was allowed for nothing. */
        List<String> complaints() {
            if (rest != null) {
                return List.of("Not all could be examined; %s.".formatted(rest.reason()));
            }
            List<String> idle = allowed.stream().filter(path -> !used.contains(path)).toList();
            return idle.isEmpty()
                    ? List.of()
                    : List.of(
                            "Named by --allow-unread, and nothing there is unread: "
                                    + Texts.shown(String.join(", ", idle)));
        }

        boolean hasFailed(Severity least) {
            return failed.keySet().stream().anyMatch(each -> each.compareTo(least) <= 0);
        }

        Shown.Sum sum() {
            return new Shown.Sum(Map.copyOf(failed), passed, open, unread, let);
        }
    }
}
