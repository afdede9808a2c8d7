package dev.bailiwick.posture.database.setup;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.posture.database.login.ExternalUrl;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.RolePasswords;
import dev.bailiwick.posture.database.login.Secrets;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.DataOption;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bailiwick init}: prepares an external PostgreSQL, or brings it up to this version. */
@Command(
        name = "init",
        description = {
            "Makes roles, schema and grants in an external PostgreSQL 18, or brings them up to this"
                    + " version.",
            "The administrator's password comes from BAILIWICK_ADMIN_PASSWORD, from the file that"
                + " BAILIWICK_ADMIN_PASSWORD_FILE names, or from secrets/admin in the data"
                + " directory. Passwords of the roles are taken from the environment in the same"
                + " way (APP, WORKER, MAINT), or made and kept in the data directory."
        },
        mixinStandardHelpOptions = true)
public final class InitCommand implements BailiwickCommand {

    @Option(
            names = "--admin-url",
            required = true,
            paramLabel = "URL",
            description =
                    "The database, without user and password: jdbc:postgresql://host:5432/name.")
    private @Nullable String url;

    @Option(
            names = "--admin-user",
            defaultValue = "postgres",
            paramLabel = "NAME",
            description = "Who may make roles there (${DEFAULT-VALUE}).")
    private String user = "postgres";

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--reset-passwords",
            description =
                    "Gives the roles the passwords of this --data, where they have others. Servers"
                            + " that use those can no longer log in.")
    private boolean reset;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        String address = ExternalUrl.check(url == null ? "" : url);
        try (DataDirectory directory = DataDirectory.hold(data.path())) {
            Secrets secrets = new Secrets(directory.secrets(), System.getenv());
            new Installation(
                            new Login(address, user, secrets.administrator(user)),
                            new RolePasswords(address, secrets, reset))
                    .run();
            spec.commandLine()
                    .getOut()
                    .printf(
                            "The database is ready. Next:%n  ./bailiwick serve --database-url %s"
                                    + " --data %s%n",
                            address, data.path());
        }
        return 0;
    }
}
