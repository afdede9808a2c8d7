package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import javax.sql.DataSource;

/** Calls of the functions of authority. */
final class Calls {

    /** What a function of rows raises, which cannot answer with a word. */
    private static final String NOT_PERMITTED = "42501";

    private static final Rule FORBIDDEN = new Rule("forbidden");

    private static final Map<String, Rule> RULES =
            Map.of(
                    "forbidden",
                    FORBIDDEN,
                    "full",
                    new Rule("full"),
                    "above own",
                    Rule.RANK,
                    "last owner",
                    Rule.LAST_OWNER);

    private final DataSource scoped;
    private final RefusalAudit refusals;

    Calls(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of answers that are refusals
     */
    Calls(DataSource scoped, RefusalAudit refusals) {
        this.scoped = scoped;
        this.refusals = refusals;
    }

    /**
     * The word that a function answers with, asked as the principal in the tenant in scope.
     *
     * @throws dev.bailiwick.core.ScopeRequiredException outside the scope of one tenant, and in one
     *     that nobody in particular is in
     */
    String asMember(String sql, @Nullable Object... arguments) throws SQLException {
        Scope scope = Scopes.requireTenant();
        String word = asPrincipal(sql, row -> row.getString(1), arguments);
        Rule rule = RULES.get(word);
        if (rule != null) {
            refusals.refused(scope, rule);
        }
        return word;
    }

    /** Tells that something of that kind was refused to who is in scope. */
    void refused(String kind, Enum<?> why) {
        String word = Words.written(why).replace('_', '-');
        refusals.refused(Scopes.current().orElse(null), new Rule(kind + ':' + word));
    }

    /**
     * What {@code read} makes of each row, asked as the principal in the tenant in scope. Whom the
     * database does not permit it is on record.
     *
     * @throws dev.bailiwick.core.ScopeRequiredException as for {@link #asMember}
     */
    <T> List<T> rowsAsMember(String sql, Read<T> read, @Nullable Object... arguments)
            throws SQLException {
        Scope scope = Scopes.requireTenant();
        Scopes.requirePrincipal();
        try {
            return rows(sql, read, arguments);
        } catch (SQLException e) {
            if (NOT_PERMITTED.equals(e.getSQLState())) {
                refusals.refused(scope, FORBIDDEN);
            }
            throw e;
        }
    }

    /**
     * What {@code read} makes of the one row of an answer.
     *
     * @throws dev.bailiwick.core.ScopeRequiredException outside any scope, and in one that nobody
     *     in particular is in
     */
    <T> T asPrincipal(String sql, Read<T> read, @Nullable Object... arguments) throws SQLException {
        Scopes.requirePrincipal();
        return row(sql, read, arguments).orElseThrow();
    }

    /** What {@code read} makes of the first row. */
    <T> Optional<T> row(String sql, Read<T> read, @Nullable Object... arguments)
            throws SQLException {
        return rows(sql, read, arguments).stream().findFirst();
    }

    /** What {@code read} makes of each row. */
    <T> List<T> rows(String sql, Read<T> read, @Nullable Object... arguments) throws SQLException {
        try (Connection connection = scoped.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof Collection<?> names) {
                    statement.setArray(i + 1, connection.createArrayOf("text", names.toArray()));
                } else {
                    statement.setObject(i + 1, arguments[i]);
                }
            }
            List<T> rows = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.add(read.of(row));
                }
            }
            return rows;
        }
    }

    /** Those names of a column of {@code text[]} that still stand for something. */
    static <T> Set<T> known(ResultSet row, String column, Function<String, Optional<T>> find)
            throws SQLException {
        Set<T> known = new HashSet<>();
        for (String name : (String[]) row.getArray(column).getArray()) {
            find.apply(name).ifPresent(known::add);
        }
        return known;
    }

    interface Read<T> {

        T of(ResultSet row) throws SQLException;
    }
}
