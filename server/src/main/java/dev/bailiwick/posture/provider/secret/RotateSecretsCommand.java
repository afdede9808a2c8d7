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
import picocli.CommandLine.Spec;

import java.security.GeneralSecurityException;
import java.time.Duration;

/** {@code bailiwick rotate-secrets}: the credentials of providers get a new key. */
@Command(
        name = "rotate-secrets",
        description = {
            "Seals the credentials of all providers anew, with a new key, and removes the old ones."
                    + " Servers may run meanwhile; what is cut off is finished by the next run."
        },
        mixinStandardHelpOptions = true)
public final class RotateSecretsCommand implements BailiwickCommand {

    private static final Duration LIMIT = Duration.ofHours(6);

    private static final String BUSY =
            "The master key is being changed by ./bailiwick rotate-master-key; wait until that has"
                    + " ended.";

    private static final String TWICE =
            "Credentials are being sealed anew by another ./bailiwick rotate-secrets; wait until"
                    + " that has ended.";

    @Mixin private final MasterKeyOptions options = new MasterKeyOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        MasterKey master = options.masterKey();
        try (MaintenanceDatabase database = options.open()) {
            database.alone(SessionLock.SECRETS, TWICE);
            database.together(SessionLock.MASTER_KEY, BUSY);
            SecretRotation rotation = new SecretRotation(database.dataSource(), master.read());
            SecretRotation.Outcome outcome =
                    Scopes.call(
                            new Scope.Maintenance("seals credentials with a new key", LIMIT),
                            rotation::run);
            return told(outcome);
        } catch (GeneralSecurityException e) {
            throw CommandException.couldNot(
                    "The master key, %s, is not the one that the credentials of providers were sealed with."
                            .formatted(master.place()));
        }
    }

    private int told(SecretRotation.Outcome outcome) {
        var out = spec.commandLine().getOut();
        out.printf(
                "%d credentials are sealed with a new key; %d old keys were removed.%n",
                outcome.sealed(), outcome.removedKeys());
        if (outcome.unreadable() > 0) {
            out.printf(
                    "%d do not open and were left as they are: they must be sent again.%n",
                    outcome.unreadable());
        }
        out.flush();
        return outcome.unreadable() > 0 ? CommandException.FAILED : 0;
    }
}
