package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A statement, which is run in the scope that it was made in and in no other. */
abstract class Executing extends Proxied {

    private final Session session;
    private final Scope scope;
    private final Connection connection;
    private Results results = Results.none();

    Executing(Session session, Scope scope, Connection connection) {
        this.session = session;
        this.scope = scope;
        this.connection = connection;
    }

    final Session session() {
        return session;
    }

    final Scope scope() {
        return scope;
    }

    final Connection connection() {
        return connection;
    }

    /** Runs something that can have its context in front. */
    final Results lead(Text text, Led work) throws Throwable {
        admit(text);
        Lead lead = session.lead();
        if (lead.resultsAfter() > 0 && text.controlsTransaction()) {
            throw new SQLException(
                    "%s was refused in autocommit: switch autocommit off instead"
                            .formatted(Text.named(text.sql())),
                    "25001");
        }
        session.begins(scope);
        boolean done = false;
        try {
            Lead met = session.meet(lead);
            results = work.run(met).without(met, session);
            done = true;
            return results;
        } catch (SQLException failure) {
            throw lead == Lead.NONE ? failure : Session.refused(scope, failure);
        } finally {
            session.ran(!done || text.unsettling());
        }
    }

    /** Runs something that must have its context ahead, in a flush of its own. */
    final <T> T ahead(Text text, Session.Work<T> work) throws Throwable {
        admit(text);
        boolean done = false;
        try {
            T result = session.ahead(scope, work);
            done = true;
            return result;
        } finally {
            session.ran(!done || text.unsettling());
        }
    }

    private void admit(Text text) throws SQLException {
        session.use(() -> Text.named(text.sql()), scope);
        text.refuse();
    }

    final void brought(Results brought) {
        results = brought;
    }

    final ResultSet rows(Object proxy, ResultSet raw) {
        return PinnedResult.over(raw, session, scope, proxy);
    }

    /** What the driver answered to a question about the statement, or for one of its outputs. */
    final @Nullable Object guarded(Object proxy, Method method, @Nullable Object answer)
            throws SQLException {
        return Pinned.mayLeadBack(method) ? Pinned.guarded(answer, session, scope, proxy) : answer;
    }

    final @Nullable ResultSet currentRows(Object proxy) {
        ResultSet raw = results.rows();
        return raw == null ? null : rows(proxy, raw);
    }

    final boolean next(@Nullable Object[] args) throws SQLException {
        return results.next(
                args.length == 0 ? Statement.CLOSE_CURRENT_RESULT : (int) given(args, 0));
    }

    final long count() {
        return results.count();
    }

    static int narrow(long count) {
        return count > Integer.MAX_VALUE ? Statement.SUCCESS_NO_INFO : (int) count;
    }

    /** Runs a statement that has been given its lead. */
    @FunctionalInterface
    interface Led {

        Results run(Lead lead) throws Throwable;
    }
}
