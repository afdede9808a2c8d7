package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.sealed.Backend;
import dev.bailiwick.postgres.sealed.Seal;
import dev.bailiwick.postgres.sealed.SealForm;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Supplier;

/** The scope's settings in one token, which SQL cannot forge. */
final class SealedContext implements Context {

    private final ScopeContext plain;
    private final Seal seal;

    /** What is known of each open connection; shared by all contexts of a data source. */
    private final Map<BaseConnection, Backend> known;

    private final @Nullable BaseConnection connection;
    private @Nullable Backend backend;
    private long mintedAt;

    private SealedContext(
            ScopeContext plain,
            Seal seal,
            Map<BaseConnection, Backend> known,
            @Nullable BaseConnection connection) {
        this.plain = plain;
        this.seal = seal;
        this.known = known;
        this.connection = connection;
    }

    static SealedContext of(ScopeContext plain, Seal seal) {
        return new SealedContext(
                plain, seal, Collections.synchronizedMap(new WeakHashMap<>()), null);
    }

    @Override
    public Optional<Wall> wall() {
        return plain.wall();
    }

    @Override
    public Context withoutEpochs() {
        return new SealedContext(plain.withoutEpochs(), seal, known, connection);
    }

    /** Asks once for each connection to the server, not for each time it is taken from the pool. */
    @Override
    public Context on(BaseConnection taken) throws SQLException {
        SealedContext context = new SealedContext(plain, seal, known, taken);
        if (!seal.isPooled()) {
            context.backend = known.get(taken);
            if (context.backend == null) {
                // outside of any transaction, and without beginning one
                context.answered(taken.execSQLQuery(seal.form().enquiry()));
                known.put(taken, context.backend());
            }
        }
        return context;
    }

    @Override
    public boolean meets() {
        return seal.isPooled();
    }

    @Override
    public void meet(Statement statement, String begin) throws SQLException {
        boolean rows = statement.execute(begin + seal.form().enquiry());
        while (!rows && statement.getUpdateCount() >= 0) {
            rows = statement.getMoreResults();
        }
        ResultSet answer = statement.getResultSet();
        if (answer == null) {
            throw new SQLException("The server did not say which process it is");
        }
        answered(answer);
    }

    private void answered(ResultSet answer) throws SQLException {
        try (answer) {
            answer.next();
            Instant server = answer.getObject(3, OffsetDateTime.class).toInstant();
            backend =
                    new Backend(
                            answer.getInt(1),
                            answer.getInt(2),
                            seal.ahead(server),
                            answer.getString(4),
                            seal.isPooled() ? answer.getString(5) : "");
        }
        if (turns() && backend().turn().isEmpty()) {
            beginTurns();
        }
    }

    /**
     * A fresh process takes no scope before its turns have begun, so that no token is the first.
     */
    private void beginTurns() throws SQLException {
        if (connection == null) {
            throw new IllegalStateException("A context belongs to a connection");
        }
        // as the question was asked, so that no transaction of the caller's can undo it
        connection.execSQLQuery(entering(seal.mint(backend(), List.of(), List.of()))).close();
    }

    /** The context for a token that holds no value, and so nothing that a literal could not. */
    private String entering(String token) {
        return seal.form().context().replace("?", "'" + token + "'");
    }

    /** Whether tokens are used up by their turns, and not by the end of their transaction. */
    private boolean turns() {
        return seal.form() == SealForm.SLOT && !seal.isPooled();
    }

    private Backend backend() {
        if (backend == null) {
            throw new IllegalStateException("The server process has not been asked for");
        }
        return backend;
    }

    @Override
    public boolean serves(Scope scope) {
        return plain.serves(scope);
    }

    @Override
    public Scope admit(Supplier<String> what) {
        return plain.admit(what);
    }

    @Override
    public void begins(Scope scope) {
        plain.begins(scope);
    }

    @Override
    public String sql() {
        return seal.form().context() + plain.check();
    }

    @Override
    public List<String> values(Scope scope) {
        mintedAt = System.nanoTime();
        return List.of(seal.mint(backend(), plain.settings(), plain.values(scope)));
    }

    /** With half its life to go, so that it lasts for what is sent now. */
    @Override
    public boolean stale() {
        return seal.form() == SealForm.PORTABLE
                && System.nanoTime() - mintedAt > seal.lifetime().toNanos() / 2;
    }

    /** Turns must go on rising although the transaction that had the last one is undone. */
    @Override
    public String afterwards() {
        if (!turns() || backend == null) {
            return "";
        }
        return entering(seal.mint(backend(), List.of("nothing"), List.of("nothing")));
    }
}
