package dev.bailiwick.postgres;

import dev.bailiwick.core.Fault;

import java.util.Map;
import java.util.Set;

/**
 * A schema that the toolkit fills itself beside the application's. Its tables are declared in the
 * wall like any others; its functions, who may call them and what it holds from the start are
 * compared with what is generated.
 *
 * @param words how a declaration file says that it is there
 * @param tables SQL that makes the schema and its tables, to be run once
 * @param mark the comment on the schema, which tells of which version the tables are
 * @param functions SQL that makes and grants the functions, as often as one likes
 */
public record Annex(
        String schema,
        Map<String, Object> words,
        String tables,
        String mark,
        String functions,
        Content content) {

    static final String FOREIGN = "is none of the toolkit's";

    /**
     * Whether a fault is about something in here: {@code function bailiwick_authority.may(text)}.
     */
    public boolean holds(String object) {
        return object.substring(object.indexOf(' ') + 1).startsWith(schema + ".")
                || object.equals("schema " + schema);
    }

    /** Whether a fault is that a function is there which the toolkit does not make. */
    public static boolean isForeign(Fault fault) {
        return fault.message().equals(FOREIGN);
    }

    /**
     * What is in some of the tables, the same for all tenants.
     *
     * @param sql writes it, as often as one likes
     * @param query tells it, one line in a row
     * @param held the lines that there must be
     * @param whole tells whether what is there is what was last written by such SQL as a whole
     */
    public record Content(String sql, String query, Set<String> held, String whole) {

        public Content {
            held = Set.copyOf(held);
        }
    }
}
