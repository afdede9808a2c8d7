package dev.bailiwick.posture.task.attempt;

import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.List;

/** Which exceptions tell of trouble with the database that passes by itself. */
final class Troubles {

    private static final List<Class<? extends Exception>> PASSING =
            List.of(
                    TransientDataAccessException.class,
                    RecoverableDataAccessException.class,
                    NonTransientDataAccessResourceException.class,
                    CannotCreateTransactionException.class,
                    TransactionSystemException.class,
                    SQLTransientException.class,
                    SQLRecoverableException.class,
                    SQLNonTransientConnectionException.class);

    private static final int DEEPEST = 20;

    private Troubles() {}

    /** Also when it is the cause of something else. */
    static boolean passes(Exception failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (isOne(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOne(Throwable cause) {
        return PASSING.stream().anyMatch(type -> type.isInstance(cause));
    }
}
