package dev.bailiwick.hibernate;

import jakarta.transaction.Synchronization;

import org.hibernate.Transaction;
import org.hibernate.resource.transaction.spi.TransactionStatus;
import org.jspecify.annotations.Nullable;

/** A session's transaction: begun and committed in the session's scope, rolled back anywhere. */
final class PinnedTransaction implements Transaction {

    private final Pin pin;
    private final Transaction transaction;

    PinnedTransaction(Pin pin, Transaction transaction) {
        this.pin = pin;
        this.transaction = transaction;
    }

    @Override
    public void begin() {
        pin.use();
        transaction.begin();
    }

    @Override
    public void commit() {
        pin.use();
        transaction.commit();
    }

    @Override
    public void rollback() {
        pin.releasing(transaction::rollback);
    }

    @Override
    public void setRollbackOnly() {
        transaction.setRollbackOnly();
    }

    @Override
    public boolean getRollbackOnly() {
        return transaction.getRollbackOnly();
    }

    @Override
    public void markRollbackOnly() {
        transaction.markRollbackOnly();
    }

    @Override
    public boolean isActive() {
        return transaction.isActive();
    }

    @Override
    public TransactionStatus getStatus() {
        return transaction.getStatus();
    }

    @Override
    public void registerSynchronization(Synchronization synchronization) {
        transaction.registerSynchronization(synchronization);
    }

    @Override
    public void setTimeout(int seconds) {
        transaction.setTimeout(seconds);
    }

    @Override
    public void setTimeout(@Nullable Integer seconds) {
        transaction.setTimeout(seconds);
    }

    @Override
    public @Nullable Integer getTimeout() {
        return transaction.getTimeout();
    }
}
