package dev.bailiwick.posture.database.login;

import dev.bailiwick.cli.CommandException;

import java.util.Locale;
import java.util.regex.Pattern;

/** The address of somebody else's PostgreSQL, as users type it. */
public final class ExternalUrl {

    private static final Pattern CREDENTIALS =
            Pattern.compile("[?&](user|password|sslpassword)=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

    private ExternalUrl() {}

    /**
     * {@code url} itself.
     *
     * @throws CommandException if it is not a JDBC address of PostgreSQL, or carries credentials,
     *     which others could read in the list of processes
     */
    public static String check(String url) {
        if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql://")) {
            throw CommandException.couldNot(
                    "The database's address begins with jdbc:postgresql://, as in"
                            + " jdbc:postgresql://db.example:5432/bailiwick.");
        }
        if (CREDENTIALS.matcher(url).find()) {
            throw CommandException.couldNot(
                    "The database's address must not carry user or password; passwords come from"
                            + " files or the environment.");
        }
        return url;
    }
}
