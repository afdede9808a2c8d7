package dev.bailiwick.spring.desk;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import java.sql.SQLException;

/** Something that is done once the transaction at hand is committed, as a listener would do it. */
record AfterCommit(Work work) implements TransactionSynchronization {

    static void runs(Work work) {
        TransactionSynchronizationManager.registerSynchronization(new AfterCommit(work));
    }

    @Override
    public void afterCommit() {
        try {
            work.run();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    interface Work {

        void run() throws SQLException;
    }
}
