package dev.bailiwick.hibernate;

import dev.bailiwick.core.Scope;

import org.jspecify.annotations.Nullable;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers of entities that do not say whose they are in which scope they were loaded or added,
 * for as long as somebody holds them. A copy, also one that was serialised, is not remembered.
 */
final class Origins {

    private final Map<Key, Scope> scopes = new ConcurrentHashMap<>();
    private final ReferenceQueue<Object> gone = new ReferenceQueue<>();

    void remember(Object entity, Scope scope) {
        forget();
        scopes.putIfAbsent(new Key(entity, gone), scope);
    }

    Optional<Scope> of(Object entity) {
        return Optional.ofNullable(scopes.get(new Key(entity, null)));
    }

    private void forget() {
        for (Object key = gone.poll(); key != null; key = gone.poll()) {
            scopes.remove((Key) key);
        }
    }

    /** Compares objects by identity, and keeps none of them alive. */
    private static final class Key extends WeakReference<Object> {

        private final int hash;

        private Key(Object entity, @Nullable ReferenceQueue<Object> gone) {
            super(entity, gone);
            this.hash = System.identityHashCode(entity);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Object entity = get();
            return entity != null && other instanceof Key key && key.refersTo(entity);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
