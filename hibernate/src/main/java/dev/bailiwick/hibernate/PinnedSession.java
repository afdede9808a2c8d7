package dev.bailiwick.hibernate;

import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.metamodel.EntityType;

import org.hibernate.CacheMode;
import org.hibernate.MultiIdentifierLoadAccess;
import org.hibernate.NaturalIdLoadAccess;
import org.hibernate.NaturalIdMultiLoadAccess;
import org.hibernate.SharedSessionBuilder;
import org.hibernate.SharedStatelessSessionBuilder;
import org.hibernate.SimpleNaturalIdLoadAccess;
import org.hibernate.Transaction;
import org.hibernate.binder.internal.TenantIdBinder;
import org.hibernate.engine.creation.internal.SessionCreationOptions;
import org.hibernate.internal.SessionImpl;
import org.hibernate.jdbc.ReturningWork;
import org.hibernate.jdbc.Work;
import org.hibernate.loader.internal.IdentifierLoadAccessImpl;
import org.hibernate.query.SelectionQuery;
import org.hibernate.stat.SessionStatistics;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Collection;

/** A session, also as an entity manager, that works in the scope it was opened in and no other. */
@SuppressWarnings("unchecked") // of a method of the superclass, which javac reports here
final class PinnedSession extends SessionImpl {

    private static final long serialVersionUID = 1L;

    private final transient PinnedSessionFactory factory;
    private final transient Pin pin;

    PinnedSession(PinnedSessionFactory factory, SessionCreationOptions options) {
        this.factory = factory;
        this.pin = factory.pin("A session", options);
        super(factory, options);
        if (pin.readsSeveral()) {
            getLoadQueryInfluencers().disableFilter(TenantIdBinder.FILTER_NAME);
        }
    }

    Pin pin() {
        return pin;
    }

    /** Nearly everything that a caller may do begins with this. */
    @Override
    public void checkOpen(boolean markForRollbackIfClosed) {
        super.checkOpen(markForRollbackIfClosed);
        pin.check();
    }

    /** Everything that has to do with entities and collections, also from inside Hibernate. */
    @Override
    public void checkOpenOrWaitingForAutoClose() {
        super.checkOpenOrWaitingForAutoClose();
        pin.use();
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

    /** A lazy collection or attribute asks this before it loads itself. */
    @Override
    public boolean isConnected() {
        pin.use();
        return super.isConnected();
    }

    @Override
    public Transaction accessTransaction() {
        return new PinnedTransaction(pin, super.accessTransaction());
    }

    /** At commit, whoever drives the transaction. */
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
    public void closeWithoutOpenChecks() {
        pin.releasing(super::closeWithoutOpenChecks);
    }

    @Override
    @SuppressWarnings("removal") // must be guarded as long as it is there
    public boolean contains(String entityName, Object object) {
        pin.use();
        return super.contains(entityName, object);
    }

    @Override
    public boolean isManaged(Object entity) {
        pin.use();
        return super.isManaged(entity);
    }

    @Override
    public Collection<?> getManagedEntities() {
        pin.use();
        return super.getManagedEntities();
    }

    @Override
    public Collection<?> getManagedEntities(String entity) {
        pin.use();
        return super.getManagedEntities(entity);
    }

    @Override
    public <E> Collection<E> getManagedEntities(Class<E> entity) {
        pin.use();
        return super.getManagedEntities(entity);
    }

    @Override
    public <E> Collection<E> getManagedEntities(EntityType<E> entity) {
        pin.use();
        return super.getManagedEntities(entity);
    }

    @Override
    public SessionStatistics getStatistics() {
        pin.use();
        return super.getStatistics();
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
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> IdentifierLoadAccessImpl<T> byId(Class<T> entity) {
        pin.use();
        return super.byId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> IdentifierLoadAccessImpl<T> byId(String entity) {
        pin.use();
        return super.byId(entity);
    }

    @Override
    @SuppressWarnings("removal") // must be guarded as long as it is there
    public <T> MultiIdentifierLoadAccess<T> byMultipleIds(Class<T> entity) {
        pin.use();
        return super.byMultipleIds(entity);
    }

    @Override
    @SuppressWarnings("removal") // must be guarded as long as it is there
    public <T> MultiIdentifierLoadAccess<T> byMultipleIds(String entity) {
        pin.use();
        return super.byMultipleIds(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> NaturalIdLoadAccess<T> byNaturalId(Class<T> entity) {
        pin.use();
        return super.byNaturalId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> NaturalIdLoadAccess<T> byNaturalId(String entity) {
        pin.use();
        return super.byNaturalId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> SimpleNaturalIdLoadAccess<T> bySimpleNaturalId(Class<T> entity) {
        pin.use();
        return super.bySimpleNaturalId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> SimpleNaturalIdLoadAccess<T> bySimpleNaturalId(String entity) {
        pin.use();
        return super.bySimpleNaturalId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> NaturalIdMultiLoadAccess<T> byMultipleNaturalId(Class<T> entity) {
        pin.use();
        return super.byMultipleNaturalId(entity);
    }

    @Override
    @SuppressWarnings("deprecation") // must be guarded as long as it is there
    public <T> NaturalIdMultiLoadAccess<T> byMultipleNaturalId(String entity) {
        pin.use();
        return super.byMultipleNaturalId(entity);
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

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("A session belongs to its scope and stays in it");
    }
}
