package dev.bailiwick.hibernate;

import jakarta.persistence.criteria.CriteriaQuery;

import org.hibernate.CacheMode;
import org.hibernate.LockMode;
import org.hibernate.SharedSessionBuilder;
import org.hibernate.SharedStatelessSessionBuilder;
import org.hibernate.Transaction;
import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.engine.creation.internal.SessionCreationOptions;
import org.hibernate.internal.StatelessSessionImpl;
import org.hibernate.jdbc.ReturningWork;
import org.hibernate.jdbc.Work;
import org.hibernate.query.SelectionQuery;

import java.util.List;

/** A stateless session that works in the scope it was opened in and no other. */
@SuppressWarnings("unchecked") // of a method of the superclass, which javac reports here
final class PinnedStatelessSession extends StatelessSessionImpl {

    private static final long serialVersionUID = 1L;

    private final transient PinnedSessionFactory factory;
    private final transient Pin pin;

    PinnedStatelessSession(PinnedSessionFactory factory, SessionCreationOptions options) {
        this.factory = factory;
        this.pin = factory.pin("A stateless session", options);
        super(factory, options);
        if (pin.readsSeveral()) {
            getLoadQueryInfluencers().disableFilter(TenantIdBinder.FILTER_NAME);
        }
    }

    Pin pin() {
        return pin;
    }

    @Override
    public void checkOpen(boolean markForRollbackIfClosed) {
        super.checkOpen(markForRollbackIfClosed);
        pin.check();
    }

    @Override
    public void prepareForQueryExecution(boolean requiresTransaction) {
        pin.use();
        super.prepareForQueryExecution(requiresTransaction);
    }

    @Override
    public <R> SelectionQuery<R> createSelectionQuery(CriteriaQuery<R> criteria) {
        pin.check();
        return super.createSelectionQuery(criteria);
    }

    @Override
    public boolean isConnected() {
        pin.use();
        return super.isConnected();
    }

    @Override
    public Object insert(String entityName, Object entity) {
        pin.use();
        factory.owners().check(entity, Owners.Handling.WRITTEN);
        return super.insert(entityName, entity);
    }

    @Override
    public void update(String entityName, Object entity) {
        pin.use();
        factory.owners().check(entity, Owners.Handling.WRITTEN);
        super.update(entityName, entity);
    }

    @Override
    public void upsert(String entityName, Object entity) {
        pin.use();
        factory.owners().check(entity, Owners.Handling.WRITTEN);
        super.upsert(entityName, entity);
    }

    @Override
    public void delete(String entityName, Object entity) {
        pin.use();
        factory.owners().check(entity, Owners.Handling.WRITTEN);
        super.delete(entityName, entity);
    }

    @Override
    public void refresh(String entityName, Object entity, LockMode lockMode) {
        pin.use();
        factory.owners().check(entity, Owners.Handling.WRITTEN);
        super.refresh(entityName, entity, lockMode);
    }

    @Override
    public Object get(String entityName, Object id, LockMode lockMode) {
        pin.use();
        return super.get(entityName, id, lockMode);
    }

    @Override
    public <T> List<T> getMultiple(Class<T> entityClass, List<?> ids) {
        pin.use();
        return super.getMultiple(entityClass, ids);
    }

    @Override
    public <T> List<T> getMultiple(Class<T> entityClass, List<?> ids, LockMode lockMode) {
        pin.use();
        return super.getMultiple(entityClass, ids, lockMode);
    }

    @Override
    public void fetch(Object association) {
        pin.use();
        super.fetch(association);
    }

    @Override
    public void doWork(Work work) {
        pin.use();
        super.doWork(work);
    }

    @Override
    public <T> T doReturningWork(ReturningWork<T> work) {
        pin.use();
        return super.doReturningWork(work);
    }

    @Override
    public Transaction accessTransaction() {
        return new PinnedTransaction(pin, super.accessTransaction());
    }

    @Override
    public void flushBeforeTransactionCompletion() {
        pin.check();
        super.flushBeforeTransactionCompletion();
    }

    @Override
    public void afterTransactionCompletion(boolean successful, boolean delayed) {
        pin.releasing(() -> super.afterTransactionCompletion(successful, delayed));
        factory.evict(pin);
    }

    @Override
    public void close() {
        pin.releasing(super::close);
    }

    @Override
    public CacheMode getCacheMode() {
        return pin.caches() ? super.getCacheMode() : CacheMode.IGNORE;
    }

    @Override
    public String getTenantIdentifier() {
        return pin.keyed(super.getTenantIdentifier());
    }

    @Override
    public SharedSessionBuilder sessionWithOptions() {
        pin.use();
        return factory.sessionBeside(this);
    }

    @Override
    public SharedStatelessSessionBuilder statelessWithOptions() {
        pin.use();
        return factory.statelessSessionBeside(this);
    }
}
