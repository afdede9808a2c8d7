package dev.bailiwick.hibernate;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;

/**
 * Looks at entities whenever they are handed to a session and when it is flushed. Also found by
 * Hibernate's own service loading.
 */
public final class OwnersGuard implements Integrator {

    @Override
    @SuppressWarnings(
            "deprecation") // replicating is on its way out, and must be guarded until then
    public void integrate(
            Metadata metadata, BootstrapContext bootstrap, SessionFactoryImplementor factory) {
        if (!(factory instanceof PinnedSessionFactory pinned)) {
            throw new IllegalStateException(
                    "Something builds session factories in its own way, so that sessions would not"
                            + " be pinned to their scopes");
        }
        EventListenerRegistry listeners = factory.getEventEngine().getListenerRegistry();
        OwnersListener listener = new OwnersListener(pinned.owners());
        listeners.prependListeners(EventType.PERSIST, listener);
        listeners.prependListeners(EventType.PERSIST_ONFLUSH, listener);
        listeners.prependListeners(EventType.MERGE, listener);
        listeners.prependListeners(EventType.DELETE, listener);
        listeners.prependListeners(EventType.REPLICATE, listener);
        listeners.prependListeners(EventType.LOCK, listener);
        listeners.prependListeners(EventType.REFRESH, listener);
        listeners.appendListeners(EventType.POST_LOAD, listener);
        listeners.prependListeners(EventType.FLUSH, listener);
        listeners.prependListeners(EventType.AUTO_FLUSH, listener);
    }
}
