package dev.bailiwick.postgres.authority;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an application keeps its tenants and its principals, to which authority refers.
 *
 * @param tenants table and key, as a foreign key names them: {@code organisation(id)}
 * @param principals likewise: {@code account.person(id)}
 * @param email the column of {@code principals} with the address that is theirs for certain. An
 *     invitation is answered by who has its address, so that nobody may come to have another's
 */
public record Accounts(String tenants, String principals, String email) {

    private static final String NAME = "([\\p{L}_][\\p{L}\\p{N}_$]*)";
    private static final Pattern KEY =
            Pattern.compile("(?:%1$s\\.)?%1$s\\(%1$s\\)".formatted(NAME));

    public Accounts {
        key(tenants);
        key(principals);
        if (!Pattern.matches(NAME, email)) {
            throw new IllegalArgumentException("Not the name of a column: " + email);
        }
    }

    /** The table, by the name that a wall declares it by. */
    static String table(String reference) {
        Matcher key = key(reference);
        return key.group(1) == null ? key.group(2) : key.group(1) + '.' + key.group(2);
    }

    /**
     * A table in SQL.
     *
     * @param name as a wall declares it
     * @param schema of tables that are declared without one
     */
    static String quotedTable(String name, String schema) {
        int dot = name.indexOf('.');
        return quoted(dot < 0 ? schema : name.substring(0, dot))
                + '.'
                + quoted(name.substring(dot + 1));
    }

    /** The column in SQL. */
    static String quotedColumn(String reference) {
        return quoted(key(reference).group(3));
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }

    private static Matcher key(String reference) {
        Matcher key = KEY.matcher(reference);
        if (!key.matches()) {
            throw new IllegalArgumentException(
                    "Name a table and its key, such as person(id): " + reference);
        }
        return key;
    }
}
