package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A result, which is read, and written through, in the scope that it was made in and no other. */
final class PinnedResult extends Proxied {

    private final ResultSet raw;
    private final Session session;
    private final Scope scope;
    private final @Nullable Object statement;
    private @Nullable ResultSet direct;
    private @Nullable ResultSet proxy;

    private PinnedResult(ResultSet raw, Session session, Scope scope, @Nullable Object statement) {
        this.raw = raw;
        this.session = session;
        this.scope = scope;
        this.statement = statement;
    }

    /**
     * @param statement what {@code getStatement} answers
     */
    static ResultSet over(ResultSet raw, Session session, Scope scope, @Nullable Object statement) {
        PinnedResult pinned = new PinnedResult(raw, session, scope, statement);
        ResultSet direct = DirectResult.over(pinned, raw);
        pinned.direct = direct;
        return direct;
    }

    /** This, once the current scope is seen to be the result's. */
    PinnedResult check() {
        if (!Scopes.isCurrent(scope)) {
            throw new ScopeMismatchException("A result", scope);
        }
        return this;
    }

    @Nullable Object guarded(@Nullable Object value) throws SQLException {
        return Pinned.guarded(value, session, scope, statement);
    }

    @Override
    @Nullable Object offered(Object proxy, Class<?> type) {
        return type.isInstance(direct) ? direct : null;
    }

    /** For all that does not just read a value. */
    ResultSet proxy() {
        ResultSet made = proxy;
        if (made == null) {
            made = proxy(ResultSet.class, this);
            proxy = made;
        }
        return made;
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        return switch (method.getName()) {
            case "getStatement" -> statement;
            case "insertRow", "updateRow", "deleteRow", "refreshRow" -> {
                session.use(() -> "a result's " + method.getName(), scope);
                session.ahead(
                        scope,
                        () -> {
                            forward(raw, method, args);
                            return scope;
                        });
                yield null;
            }
            default -> {
                check();
                LargeObjects.refuse(method, args);
                Object answer = forward(raw, method, args);
                yield Pinned.mayLeadBack(method) ? guarded(answer) : answer;
            }
        };
    }

    @Override
    public String toString() {
        return "scoped " + raw;
    }
}
