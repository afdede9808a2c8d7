package dev.bailiwick.hibernate;

import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.DeleteContext;
import org.hibernate.event.spi.DeleteEvent;
import org.hibernate.event.spi.DeleteEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.event.spi.LockEvent;
import org.hibernate.event.spi.LockEventListener;
import org.hibernate.event.spi.MergeContext;
import org.hibernate.event.spi.MergeEvent;
import org.hibernate.event.spi.MergeEventListener;
import org.hibernate.event.spi.PersistContext;
import org.hibernate.event.spi.PersistEvent;
import org.hibernate.event.spi.PersistEventListener;
import org.hibernate.event.spi.PostLoadEvent;
import org.hibernate.event.spi.PostLoadEventListener;
import org.hibernate.event.spi.RefreshContext;
import org.hibernate.event.spi.RefreshEvent;
import org.hibernate.event.spi.RefreshEventListener;
import org.hibernate.event.spi.ReplicateEvent;
import org.hibernate.event.spi.ReplicateEventListener;

/** Refuses another tenant's entity before Hibernate does anything with it. */
@SuppressWarnings("deprecation") // replicating is on its way out, and must be guarded until then
final class OwnersListener
        implements PersistEventListener,
                MergeEventListener,
                DeleteEventListener,
                ReplicateEventListener,
                LockEventListener,
                RefreshEventListener,
                FlushEventListener,
                AutoFlushEventListener,
                PostLoadEventListener {

    private final transient Owners owners;

    OwnersListener(Owners owners) {
        this.owners = owners;
    }

    @Override
    public void onPersist(PersistEvent event) {
        owners.check(event.getObject(), Owners.Handling.WRITTEN);
        owners.remember(event.getObject());
    }

    @Override
    public void onPersist(PersistEvent event, PersistContext created) {
        owners.check(event.getObject(), Owners.Handling.WRITTEN);
        owners.remember(event.getObject());
    }

    @Override
    public void onPostLoad(PostLoadEvent event) {
        owners.remember(event.getEntity());
    }

    @Override
    public void onMerge(MergeEvent event) {
        owners.check(event.getOriginal(), Owners.Handling.WRITTEN);
    }

    @Override
    public void onMerge(MergeEvent event, MergeContext copied) {
        owners.check(event.getOriginal(), Owners.Handling.WRITTEN);
    }

    @Override
    public void onDelete(DeleteEvent event) {
        owners.check(event.getObject(), Owners.Handling.WRITTEN);
    }

    @Override
    public void onDelete(DeleteEvent event, DeleteContext deleted) {
        owners.check(event.getObject(), Owners.Handling.WRITTEN);
    }

    @Override
    public void onReplicate(ReplicateEvent event) {
        owners.check(event.getObject(), Owners.Handling.WRITTEN);
    }

    @Override
    public void onLock(LockEvent event) {
        owners.check(event.getObject(), Owners.Handling.HELD);
    }

    @Override
    public void onRefresh(RefreshEvent event) {
        owners.check(event.getObject(), Owners.Handling.HELD);
    }

    @Override
    public void onRefresh(RefreshEvent event, RefreshContext refreshed) {
        owners.check(event.getObject(), Owners.Handling.HELD);
    }

    /** Whatever was changed since it was loaded, before the first statement of the flush. */
    @Override
    public void onFlush(FlushEvent event) {
        checkAll(event.getEventSource());
    }

    @Override
    public void onAutoFlush(AutoFlushEvent event) {
        checkAll(event.getEventSource());
    }

    private void checkAll(EventSource session) {
        for (var entry : session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
            owners.check(entry.getKey(), Owners.Handling.HELD);
        }
    }
}
