package dev.bailiwick.postgres;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.ResultSet;

/** A result, which is read in the scope that it was made in and in no other. */
final class PinnedResult extends Proxied {

    private final ResultSet raw;
    private final Scope scope;
    private final @Nullable Object statement;

    private PinnedResult(ResultSet raw, Scope scope, @Nullable Object statement) {
        this.raw = raw;
        this.scope = scope;
        this.statement = statement;
    }

    /**
     * @param statement what {@code getStatement} answers
     */
    static ResultSet over(ResultSet raw, Scope scope, @Nullable Object statement) {
        return proxy(ResultSet.class, new PinnedResult(raw, scope, statement));
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        return switch (method.getName()) {
            case "getStatement" -> statement;
            case "close", "isClosed" -> forward(raw, method, args);
            default -> {
                if (!Scopes.isCurrent(scope)) {
                    throw new ScopeMismatchException("A result", scope);
                }
                yield forward(raw, method, args);
            }
        };
    }

    @Override
    public String toString() {
        return "scoped " + raw;
    }
}
