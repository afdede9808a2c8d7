package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.database.MaintenanceDatabase;
import dev.bailiwick.posture.database.maintenance.SessionLock;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;

/** {@code bailiwick rotate-master-key}: another key opens the keys of credentials from now on. */
@Command(
        name = "rotate-master-key",
        description = {
            "Makes a new master key, wraps the keys of credentials by it and puts the old one"
                + " aside. Servers may run meanwhile; what is cut off is finished by the next run."
        },
        mixinStandardHelpOptions = true)
public final class RotateMasterKeyCommand implements BailiwickCommand {

    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String BUSY =
            "A backup is being made, or keys are being renewed by another command; wait until that"
                    + " has ended.";

    @Mixin private final MasterKeyOptions options = new MasterKeyOptions();

    @Option(
            names = "--prepare",
            description =
                    "Only writes the new key before the old one into the file, to be copied to the"
                            + " other machines that have servers on the same database.")
    private boolean prepare;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        MasterKey place = options.masterKey();
        try (MaintenanceDatabase database = options.open()) {
            database.alone(SessionLock.MASTER_KEY, BUSY);
            MasterKeyRotation rotation = new MasterKeyRotation(database.dataSource(), place);
            Scope.Maintenance scope = new Scope.Maintenance("changes the master key", LIMIT);
            if (prepare) {
                return prepared(place, Scopes.call(scope, rotation::prepare));
            }
            return told(place, Scopes.call(scope, rotation::run));
        }
    }

    private int prepared(MasterKey place, boolean made) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                made
                        ? "The new master key stands before the old one, %s."
                        : "No key was made, since those of a change that was begun stand there,"
                                + " %s.",
                place.place());
        out.printf(
                " Copy that to every machine with a server on this database, then run this again"
                        + " without --prepare.%n");
        out.flush();
        return 0;
    }

    private int told(MasterKey place, MasterKeyRotation.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                outcome.changed() > 0
                        ? "The keys of credentials (%d) are wrapped by the new master key, %s.%n"
                        : "No key was changed: an earlier run has wrapped the keys of credentials"
                                + " (%d) by the first master key, %s, which stays.%n",
                outcome.wrapped(),
                place.place());
        if (place.isVariable()) {
            out.println("The old one is needed no more: remove it from the variable.");
        }
        outcome.former()
                .forEach(
                        former ->
                                out.printf(
                                        "The old one is in %s: copies of the database from before"
                                                + " need it, and nothing else.%n",
                                        former));
        if (outcome.unreadable() > 0) {
            out.printf(
                    "%d keys do not open with any master key and were left as they are.%n",
                    outcome.unreadable());
        }
        if (outcome.changed() == 0 && !place.isVariable()) {
            out.println("That change is finished now. For another key, run this once more.");
        }
        out.flush();
        boolean asAsked = outcome.changed() > 0 && outcome.unreadable() == 0;
        return asAsked ? 0 : CommandException.FAILED;
    }
}
