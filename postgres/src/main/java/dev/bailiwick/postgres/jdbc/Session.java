package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.WallException;
import dev.bailiwick.postgres.Check;

import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PreferQueryMode;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * What one checked-out connection knows of its transaction: whose it is, and whether the database
 * has been told.
 */
final class Session {

    /** What the database says of an epoch that is out of date. */
    private static final String MOVED = "BW001";

    private final Connection raw;
    private final BaseConnection driver;
    private final Context context;
    private final Ending ending;

    /** As the caller set it; the connection's own differs while we work on our own account. */
    private boolean autoCommit;

    /** Whose the open transaction is; null when none is open. */
    private @Nullable Scope owner;

    private Scopes.@Nullable Hold hold;

    /** Whether the open transaction has its context now, and whether it ever had. */
    private boolean told;

    private boolean toldBefore;

    /** Whether the server process of the open transaction has been met, where that is needed. */
    private boolean met;

    /** Whether a token of this transaction may be good once more after it. */
    private boolean turnUndone;

    Session(Connection raw, Context context) throws SQLException {
        this.raw = raw;
        this.driver = raw.unwrap(BaseConnection.class);
        this.autoCommit = raw.getAutoCommit();
        if (driver.getPreferQueryMode() == PreferQueryMode.SIMPLE) {
            throw new WallException(
                    List.of(
                            Check.CONNECTION_SIMPLE_QUERIES.fault(
                                    "connection",
                                    "preferQueryMode=simple sends each statement in a transaction"
                                            + " of its own, without its scope; use extended")));
        }
        this.context = context.on(driver);
        this.ending = new Ending(raw, driver, this.context);
    }

    Connection raw() {
        return raw;
    }

    Context context() {
        return context;
    }

    Ending ending() {
        return ending;
    }

    /**
     * The current scope, if it may work on this connection now.
     *
     * @param what as the subject of a sentence
     */
    Scope use(Supplier<String> what) {
        Scope scope = context.admit(what);
        if (owner != null && !owner.equals(scope)) {
            throw new ScopeMismatchException("The open transaction", owner);
        }
        return scope;
    }

    /** As {@link #use}, for something that was made in a scope. */
    Scope use(Supplier<String> what, Scope itsOwn) {
        Scope scope = use(what);
        if (!scope.equals(itsOwn)) {
            throw new ScopeMismatchException(what.get(), itsOwn);
        }
        return scope;
    }

    /** How the next statement is told its scope. */
    Lead lead() throws SQLException {
        if (autoCommit) {
            return raw.isReadOnly()
                    ? Lead.ALONE_READ_ONLY
                    : context.reports() ? Lead.ALONE_REPORTING : Lead.ALONE;
        }
        return isTold() ? Lead.NONE : Lead.IN_FRONT;
    }

    private boolean isTold() {
        return told && driver.getTransactionState() != TransactionState.IDLE && !context.stale();
    }

    /**
     * Begins the transaction where the server process must be met before it can be told. It may
     * have begun already, with a savepoint.
     */
    Lead meet(Lead lead) throws SQLException {
        if (!context.meets() || lead == Lead.NONE || met) {
            return lead;
        }
        meetNow(autoCommit ? lead.begin() : "");
        return autoCommit ? lead.begun() : lead;
    }

    private void meetNow(String begin) throws SQLException {
        try (Statement statement = raw.createStatement()) {
            context.meet(statement, begin);
        }
        met = !raw.getAutoCommit();
    }

    /** A transaction begins, or goes on, in {@code scope}. */
    void begins(Scope scope) {
        ending.approaches();
        if (owner == null) {
            context.begins(scope);
            if (!autoCommit) {
                owner = scope;
                hold = Scopes.hold("a transaction");
            }
        }
    }

    /**
     * The context reached the database.
     *
     * @param left what the settings were before; in a new transaction not blank only if somebody
     *     set them for the session
     */
    void wasTold(Lead lead, String left) {
        ending.doubt(!toldBefore && !left.isEmpty());
        told = lead == Lead.IN_FRONT;
        toldBefore = told;
        Attempt.reached();
    }

    /** What it means that a flush with the context of {@code scope} in it came to nothing. */
    static Exception refused(Scope scope, SQLException failure) {
        if (!MOVED.equals(failure.getSQLState())) {
            return failure;
        }
        AuthorityMovedException moved = new AuthorityMovedException(scope);
        moved.initCause(failure);
        return moved;
    }

    /**
     * A statement came back.
     *
     * @param unsettling whether it may have changed settings, or ended one transaction and begun
     *     another
     */
    void ran(boolean unsettling) {
        if (autoCommit) {
            if (unsettling) {
                ending.undo();
            }
        } else if (driver.getTransactionState() == TransactionState.IDLE) {
            settle();
            ended();
        } else if (unsettling) {
            told = false;
            met = false;
            turnUndone = true;
        }
    }

    /** Tells the database the scope in a flush of its own, where it cannot go in front. */
    void tellAhead(Scope scope) throws SQLException {
        if (isTold()) {
            return;
        }
        if (context.meets() && !met) {
            meetNow("");
        }
        try (PreparedStatement ahead = raw.prepareStatement(context.sql())) {
            List<String> values = context.values(scope);
            for (int i = 0; i < values.size(); i++) {
                ahead.setString(i + 1, values.get(i));
            }
            try (ResultSet result = ahead.executeQuery()) {
                result.next();
                wasTold(Lead.IN_FRONT, Objects.requireNonNullElse(result.getString(1), ""));
            }
        }
    }

    private void tell(Scope scope) throws Exception {
        try {
            tellAhead(scope);
        } catch (SQLException failure) {
            throw refused(scope, failure);
        }
    }

    /** Runs work that cannot have its context in front. */
    <T> T ahead(Scope scope, Work<T> work) throws Throwable {
        begins(scope);
        if (!autoCommit) {
            tell(scope);
            return work.run();
        }
        raw.setAutoCommit(false);
        boolean done = false;
        try {
            tell(scope);
            T result = work.run();
            ending.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                ending.undo();
            }
            ended();
            if (!ending.isDoubtful() && !raw.isClosed()) {
                raw.setAutoCommit(true);
            }
        }
    }

    void commit() throws SQLException {
        if (owner != null) {
            use(() -> "committing the transaction");
        }
        boolean done = false;
        try {
            ending.commit();
            done = !turnUndone;
        } finally {
            if (!done) {
                settle();
            }
            ended();
        }
    }

    /** Allowed in any scope and in none: it takes nothing and shows nothing. */
    void rollback() throws SQLException {
        try {
            if (autoCommit) {
                raw.rollback();
            } else if (driver.getTransactionState() != TransactionState.IDLE) {
                ending.rollback();
            }
        } finally {
            ended();
        }
    }

    void rollback(Savepoint savepoint) throws SQLException {
        raw.rollback(savepoint);
        // the settings went back to what they were at the savepoint, which may be nothing
        told = false;
        turnUndone = true;
    }

    /** Switching to autocommit commits what is open. */
    void setAutoCommit(boolean wanted) throws SQLException {
        if (autoCommit != wanted) {
            if (owner != null) {
                use(() -> "switching to autocommit, which commits,");
                commit();
            }
            raw.setAutoCommit(wanted);
            autoCommit = wanted;
            ended();
        }
    }

    /** Rolls back what is open; a connection on which that fails is not given to anybody else. */
    void close() throws SQLException {
        if (!raw.isClosed() && driver.getTransactionState() != TransactionState.IDLE) {
            ending.undo();
        }
        ended();
        ending.close();
    }

    /** The transaction is no more. */
    void ended() {
        owner = null;
        told = false;
        met = false;
        turnUndone = false;
        toldBefore = false;
        if (hold != null) {
            hold.close();
            hold = null;
        }
    }

    /** The transaction has ended otherwise than by us. */
    private void settle() {
        if (owner != null) {
            ending.settle();
        }
    }

    /** What is done between telling and ending. */
    @FunctionalInterface
    interface Work<T> {

        T run() throws Throwable;
    }
}
