package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Wall;

import org.postgresql.core.BaseConnection;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What goes in front of the first statement of a transaction, so that the database knows. */
interface Context {

    /**
     * The current scope.
     *
     * @param what what is refused otherwise, as the subject of a sentence
     * @throws dev.bailiwick.core.ScopeRequiredException without a scope, and in one of a kind that
     *     this pool does not serve
     */
    Scope admit(Supplier<String> what);

    /**
     * Whether scopes of this kind are served; by the app role, those of no more than one tenant.
     */
    default boolean serves(Scope scope) {
        return switch (scope) {
            case Scope.Tenant _, Scope.Identity _, Scope.Global _ -> true;
            case Scope.Tenants _, Scope.Guest _, Scope.Maintenance _ -> false;
        };
    }

    /** What scopes of one tenant are held to; empty if none are served. */
    default Optional<Wall> wall() {
        return Optional.empty();
    }

    /** Called once for each transaction, before anything of it is sent. */
    void begins(Scope scope);

    /**
     * One {@code select} with parameters, whose first column is blank if no value was left behind
     * on the connection.
     */
    String sql();

    /** The values of the parameters of {@link #sql}, in order. */
    List<String> values(Scope scope);

    /** This context, which takes scopes of principals without an epoch, whatever the wall says. */
    Context withoutEpochs();

    /** This context, as one connection is told it. */
    default Context on(BaseConnection connection) throws SQLException {
        return this;
    }

    /** Whether a transaction that was told long ago must be told again. */
    default boolean stale() {
        return false;
    }

    /** Whether each transaction must {@link #meet} the server process that serves it. */
    default boolean meets() {
        return false;
    }

    /**
     * Asks the server process what it must be told, in a round trip of its own.
     *
     * @param begin goes in front of the text; blank if the driver begins the transaction
     */
    default void meet(Statement statement, String begin) throws SQLException {}

    /**
     * One statement that must be committed after a transaction that was told this context and was
     * undone, wholly or in part; blank if nothing need be done.
     */
    default String afterwards() {
        return "";
    }

    /** Whether {@link #wrote} wants to be told. */
    default boolean reports() {
        return false;
    }

    /** A transaction that may have written has been committed before this place in the log. */
    default void wrote(String position) {}

    /** {@link #sql} with the values in it, for a statement that takes no parameters. */
    default String literal(Scope scope) {
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (String value : values(scope)) {
            int at = sql().indexOf('?', from);
            text.append(sql(), from, at).append('\'').append(value.replace("'", "''")).append('\'');
            from = at + 1;
        }
        return text.append(sql(), from, sql().length()).toString();
    }
}
