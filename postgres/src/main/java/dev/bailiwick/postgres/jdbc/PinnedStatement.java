package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * A statement whose text is given when it runs; also one that cannot have its context in front: a
 * call, and one that brings generated keys.
 */
final class PinnedStatement extends Executing {

    private final Statement raw;
    private final String prepared;

    /**
     * @param prepared the text, if it was given before; blank otherwise
     */
    PinnedStatement(
            Session session, Scope scope, Connection connection, Statement raw, String prepared) {
        super(session, scope, connection);
        this.raw = raw;
        this.prepared = prepared;
    }

    @Override
    @Nullable Object call(Object proxy, Method method, @Nullable Object[] args) throws Throwable {
        return switch (method.getName()) {
            case "getConnection" -> connection();
            case "executeQuery" ->
                    args.length == 1
                            ? rows(proxy, lead((String) given(args, 0)).onlyRows())
                            : rows(proxy, (ResultSet) run(method, args));
            case "execute", "executeUpdate", "executeLargeUpdate" ->
                    args.length == 1
                            ? executed(method, (String) given(args, 0))
                            : run(method, args);
            case "executeBatch", "executeLargeBatch" -> run(method, args);
            case "getResultSet" -> currentRows(proxy);
            case "getUpdateCount" -> narrow(count());
            case "getLargeUpdateCount" -> count();
            case "getMoreResults" -> next(args);
            case "getGeneratedKeys" -> rows(proxy, raw.getGeneratedKeys());
            case "addBatch" -> {
                if (args.length == 1) {
                    Text.of((String) given(args, 0)).refuse();
                }
                yield forward(raw, method, args);
            }
            default -> {
                LargeObjects.refuse(method, args);
                if (isQuestion(method)) {
                    session().use(() -> Text.named(prepared), scope());
                }
                yield guarded(proxy, method, forward(raw, method, args));
            }
        };
    }

    /**
     * Outputs of a call, which are rows' values, and descriptions, for which the server is asked.
     */
    private static boolean isQuestion(Method method) {
        return method.getDeclaringClass() != Statement.class && method.getName().startsWith("get");
    }

    private Object executed(Method method, String sql) throws Throwable {
        Results results = lead(sql);
        return switch (method.getName()) {
            case "execute" -> results.rows() != null;
            case "executeUpdate" -> narrow(results.onlyCount());
            default -> results.onlyCount();
        };
    }

    private Results lead(String sql) throws Throwable {
        return lead(
                Text.of(sql),
                lead -> {
                    String context = lead == Lead.NONE ? "" : session().context().literal(scope());
                    return Results.drain(raw, raw.execute(lead.inFrontOf(sql, context)));
                });
    }

    private Object run(Method method, @Nullable Object[] args) throws Throwable {
        String sql = args.length > 0 && args[0] instanceof String text ? text : prepared;
        return ahead(Text.of(sql), () -> runTold(method, args));
    }

    private Object runTold(Method method, @Nullable Object[] args) throws Throwable {
        Object result = made(raw, method, args);
        switch (result) {
            case ResultSet rows -> brought(Results.of(rows));
            case Boolean rows -> brought(Results.drain(raw, rows));
            case Number count -> brought(Results.of(count.longValue()));
            default -> brought(Results.none());
        }
        return result;
    }

    @Override
    public String toString() {
        return "scoped " + raw;
    }
}
