package dev.bailiwick.spring.cache;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One cache, in which each scope finds what was put there in the same scope and nothing else.
 *
 * <p>Outside any scope, in one of several tenants and in maintenance, nothing is found and nothing
 * is kept. Evicting and clearing is the tenant's own; outside any scope it is refused, since whose
 * entries were meant is not known; maintenance, which may have changed everybody's rows, clears
 * everybody's.
 */
final class ScopedCache implements Cache {

    private final Cache all;
    private final ConcurrentMap<Object, ReentrantLock> loading = new ConcurrentHashMap<>();

    ScopedCache(Cache all) {
        this.all = all;
    }

    @SuppressWarnings("ReferenceEquality") // caches have no other
    boolean isOver(Cache cache) {
        return all == cache;
    }

    @Override
    public String getName() {
        return all.getName();
    }

    /** Not the one underneath, which holds the entries of all. */
    @Override
    public Object getNativeCache() {
        return this;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        return place().map(place -> find(place, key)).orElse(null);
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        ValueWrapper found = get(key);
        Object value = found == null ? null : found.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException(
                    "The cached value is not of type %s: %s"
                            .formatted(type.getName(), value.getClass().getName()));
        }
        @SuppressWarnings("unchecked") // checked above, unless the caller asks for whatever it is
        T typed = (T) value;
        return typed;
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        Optional<Place> place = place();
        if (place.isEmpty()) {
            return loaded(key, loader);
        }
        Object flight = new Key(place.get().owner(), place.get().view(), key);
        ReentrantLock lock = loading.computeIfAbsent(flight, _ -> new ReentrantLock());
        lock.lock();
        try {
            ValueWrapper found = find(place.get(), key);
            if (found != null) {
                @SuppressWarnings("unchecked") // as every cache with this method trusts its callers
                T value = (T) found.get();
                return value;
            }
            T value = loaded(key, loader);
            keep(place.get(), key, value);
            return value;
        } finally {
            loading.remove(flight, lock);
            lock.unlock();
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        ValueWrapper found = get(key);
        return found == null ? null : CompletableFuture.completedFuture(found);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        Optional<Place> place = place();
        ValueWrapper found = place.map(at -> find(at, key)).orElse(null);
        if (found != null) {
            @SuppressWarnings("unchecked") // as every cache with this method trusts its callers
            T value = (T) found.get();
            return CompletableFuture.completedFuture(value);
        }
        return loader.get()
                .whenComplete(
                        (value, failure) -> {
                            if (failure == null) {
                                place.ifPresent(at -> keep(at, key, value));
                            }
                        });
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        place().ifPresent(place -> keep(place, key, value));
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        ValueWrapper found = get(key);
        if (found == null) {
            put(key, value);
        }
        return found;
    }

    @Override
    public void evict(Object key) {
        owned("evicting from the cache ")
                .ifPresentOrElse(own -> all.evict(keyOf(own, key)), all::clear);
    }

    @Override
    public boolean evictIfPresent(Object key) {
        return owned("evicting from the cache ")
                .map(own -> all.evictIfPresent(keyOf(own, key)))
                .orElseGet(all::invalidate);
    }

    @Override
    public void clear() {
        owned("clearing the cache ")
                .ifPresentOrElse(
                        own -> {
                            // what a new mark does not lead to any longer, no one finds
                            all.evict(new Mark(own));
                            if (all.getNativeCache() instanceof ConcurrentMap<?, ?> entries) {
                                entries.keySet()
                                        .removeIf(
                                                key ->
                                                        key instanceof Key(String owner, _, _)
                                                                && owner.equals(own));
                            }
                        },
                        all::clear);
    }

    @Override
    public boolean invalidate() {
        clear();
        return true;
    }

    private static Optional<Place> place() {
        return Place.of(Scopes.current().orElse(null));
    }

    /**
     * Whose entries the current scope may drop; empty for everybody's.
     *
     * @throws ScopeRequiredException if that is not known
     */
    private Optional<String> owned(String what) {
        Scope scope =
                Scopes.current().orElseThrow(() -> ScopeRequiredException.none(what + getName()));
        return scope instanceof Scope.Maintenance
                ? Optional.empty()
                : Optional.of(
                        Place.ownerOf(scope)
                                .orElseThrow(
                                        () ->
                                                ScopeRequiredException.wrongKind(
                                                        what + getName(), scope)));
    }

    private @Nullable ValueWrapper find(Place place, Object key) {
        Views views = views(keyOf(place.owner(), key));
        return views.has(place.view()) ? new SimpleValueWrapper(views.get(place.view())) : null;
    }

    private void keep(Place place, Object key, @Nullable Object value) {
        Key full = keyOf(place.owner(), key);
        all.put(full, views(full).with(place.view(), value));
    }

    private Views views(Key key) {
        ValueWrapper found = all.get(key);
        return found != null && found.get() instanceof Views views ? views : Views.none();
    }

    private Key keyOf(String owner, Object key) {
        String generation = all.get(new Mark(owner), () -> UUID.randomUUID().toString());
        return new Key(owner, Objects.requireNonNull(generation), key);
    }

    private static <T> T loaded(Object key, Callable<T> loader) {
        try {
            return loader.call();
        } catch (Exception failure) {
            throw new ValueRetrievalException(key, loader, failure);
        }
    }

    /** Leads to the entries of one owner; without it they are out of reach. */
    private record Mark(String owner) implements Serializable {}

    /** The key underneath. Its text is as good as itself, for caches that have only text. */
    private record Key(String owner, String generation, Object key) implements Serializable {}
}
