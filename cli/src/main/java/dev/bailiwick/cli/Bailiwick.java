package dev.bailiwick.cli;

import dev.bailiwick.declaration.yaml.Nearest;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Entry point of the {@code bailiwick} command. */
@Command(
        name = "bailiwick",
        description = "Tenant isolation that can be proved, and the posture server built on it.",
        mixinStandardHelpOptions = true,
        versionProvider = Bailiwick.Version.class,
        synopsisSubcommandLabel = "COMMAND")
public final class Bailiwick implements Runnable {

    @Spec private CommandSpec spec;

    private Bailiwick(CommandSpec spec) {
        this.spec = spec;
    }

    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, System.out.charset());
        PrintWriter err = new PrintWriter(System.err, true, System.err.charset());
        System.exit(run(ServiceLoader.load(BailiwickCommand.class), out, err, args));
    }

    /** Runs one command line and answers its exit code. */
    static int run(
            Iterable<BailiwickCommand> commands, PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = new CommandLine(new Bailiwick(CommandSpec.create()));
        commands.forEach(line::addSubcommand);
        line.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(Bailiwick::usageFailed)
                .setExecutionExceptionHandler(Bailiwick::commandFailed);
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which command to run.");
    }

    private static int usageFailed(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("bailiwick: " + e.getMessage());
        Optional<String> option = meantOption(e);
        if (option.isPresent()) {
            err.println("Did you mean: " + option.get() + "?");
        } else {
            UnmatchedArgumentException.printSuggestions(e, err);
        }
        err.println("See " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help.");
        return CommandException.COULD_NOT;
    }

    /** Picocli finds none whose letters stand in another order. */
    private static Optional<String> meantOption(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unknown) || !unknown.isUnknownOption()) {
            return Optional.empty();
        }
        String written = unknown.getUnmatched().getFirst().split("=", 2)[0];
        List<String> known =
                e.getCommandLine().getCommandSpec().optionsMap().keySet().stream()
                        .filter(name -> name.startsWith("--"))
                        .toList();
        return Nearest.to(written, known);
    }

    private static int commandFailed(Exception e, CommandLine line, ParseResult parsed) {
        if (e instanceof CommandException expected) {
            line.getErr().println("bailiwick: " + expected.getMessage());
            return expected.exitCode();
        }
        e.printStackTrace(line.getErr());
        return CommandException.COULD_NOT;
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Bailiwick.class.getPackage().getImplementationVersion();
            return new String[] {"bailiwick " + (version == null ? "(not packaged)" : version)};
        }
    }
}
