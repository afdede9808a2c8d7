package dev.bailiwick.spring.cache;

import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The caches of another, each kept apart by scope. */
final class ScopedCaches implements CacheManager {

    private final CacheManager all;
    private final Map<String, ScopedCache> byName = new ConcurrentHashMap<>();

    ScopedCaches(CacheManager all) {
        this.all = all;
    }

    @Override
    public @Nullable Cache getCache(String name) {
        Cache cache = all.getCache(name);
        return cache == null
                ? null
                : byName.compute(
                        name,
                        (_, before) ->
                                before != null && before.isOver(cache)
                                        ? before
                                        : new ScopedCache(cache));
    }

    @Override
    public Collection<String> getCacheNames() {
        return all.getCacheNames();
    }
}
