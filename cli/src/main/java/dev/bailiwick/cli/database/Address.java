package dev.bailiwick.cli.database;

import dev.bailiwick.cli.CommandException;

import java.util.Locale;
import java.util.regex.Pattern;

/** Where a database is, as JDBC wants it, without user and password. */
record Address(String url) {

    private static final Pattern CREDENTIALS =
            Pattern.compile("[?&](user|password|sslpassword)=|//[^/?]*@", Pattern.CASE_INSENSITIVE);

    /**
     * @param text with or without {@code jdbc:} in front
     * @throws CommandException if it is no address of PostgreSQL, or carries credentials, which
     *     everybody could read in the list of processes; what was typed is not repeated
     */
    static Address parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String url = lower.startsWith("postgresql://") ? "jdbc:" + text : text;
        if (CREDENTIALS.matcher(url).find()) {
            throw CommandException.couldNot(
                    "The database's address must not carry user or password: say --user, and give"
                            + " the password by --password-file, BAILIWICK_PASSWORD or .pgpass.");
        }
        if (!url.toLowerCase(Locale.ROOT).startsWith("jdbc:postgresql://")) {
            throw CommandException.couldNot(
                    "The database's address begins with jdbc:postgresql://, as in"
                            + " jdbc:postgresql://db.example:5432/school.");
        }
        return new Address(url);
    }

    @Override
    public String toString() {
        int parameters = url.indexOf('?');
        return parameters < 0 ? url : url.substring(0, parameters);
    }
}
