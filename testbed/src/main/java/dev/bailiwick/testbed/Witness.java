package dev.bailiwick.testbed;

import dev.bailiwick.core.Scope;

import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

import javax.sql.DataSource;

/**
 * Who tells own rows from foreign ones: a lawful reader of the table under attack.
 *
 * @param scope in which it reads
 * @param sql a query whose first column shows whose a row is, without a schema's name
 * @param own whether a row is the reader's
 * @param foreign whether a row is somebody else's; what is neither makes a proof fail
 */
public record Witness(Scope scope, String sql, Predicate<String> own, Predicate<String> foreign) {

    /** Rows that begin with the name of whose they are. */
    public static Witness byName(Scope scope, String sql, String own, String foreign) {
        return new Witness(scope, sql, row -> row.startsWith(own), row -> row.startsWith(foreign));
    }

    /** What it sees through {@code source}. */
    List<String> read(DataSource source) throws SQLException {
        return Sql.list(source, scope, sql);
    }

    List<String> foreignAmong(List<String> rows) {
        for (String row : rows) {
            if (!own.test(row) && !foreign.test(row)) {
                throw new AssertionError(
                        "The row '" + row + "' is neither own nor foreign, so it proves nothing");
            }
        }
        return rows.stream().filter(foreign).toList();
    }
}
