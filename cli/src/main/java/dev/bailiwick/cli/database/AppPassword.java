package dev.bailiwick.cli.database;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The option by which a command is told the app role's password, beside another role's. */
public final class AppPassword {

    static final String VARIABLE = "BAILIWICK_APP_PASSWORD";

    @Option(
            names = "--app-password-file",
            paramLabel = "FILE",
            description =
                    "The first line is the app role's password (or BAILIWICK_APP_PASSWORD_FILE,"
                            + " BAILIWICK_APP_PASSWORD, .pgpass).")
    private @Nullable Path file;

    /** Where it is to be found, if anywhere. */
    Password password() {
        return new Password(VARIABLE, file);
    }
}
