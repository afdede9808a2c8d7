package dev.bailiwick.hibernate;

import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.cache.spi.QueryKey;
import org.hibernate.cache.spi.QueryResultsCache;
import org.hibernate.cache.spi.QueryResultsRegion;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

import java.io.Serial;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;

/**
 * The caches of a session factory, with the whole scope in the keys of cached queries: what a query
 * finds depends on everything that policies look at, of which Hibernate's own keys know the tenant
 * alone.
 */
final class QueriesByScope implements InvocationHandler {

    /** What removes something by its identifier. */
    private static final Set<String> ONE_OF_MANY =
            Set.of("evict", "evictEntityData", "evictCollectionData");

    private final CacheImplementor caches;

    private QueriesByScope(CacheImplementor caches) {
        this.caches = caches;
    }

    static CacheImplementor in(CacheImplementor caches) {
        return (CacheImplementor)
                Proxy.newProxyInstance(
                        QueriesByScope.class.getClassLoader(),
                        new Class<?>[] {CacheImplementor.class},
                        new QueriesByScope(caches));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        try {
            if (ONE_OF_MANY.contains(method.getName()) && args != null && args.length == 2) {
                return evictAll(method, args);
            }
            Object result = method.invoke(caches, args);
            return result instanceof QueryResultsCache queries ? new Results(queries) : result;
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    /**
     * Hibernate would look for a key without a tenant, of which there is none: all of the kind go.
     */
    private @Nullable Object evictAll(Method method, @Nullable Object[] args)
            throws ReflectiveOperationException {
        return CacheImplementor.class
                .getMethod(method.getName(), method.getParameterTypes()[0])
                .invoke(caches, args[0]);
    }

    /** One region of cached queries. */
    private record Results(QueryResultsCache cache) implements QueryResultsCache {

        @Override
        public QueryResultsRegion getRegion() {
            return cache.getRegion();
        }

        @Override
        public boolean put(QueryKey key, List<?> result, SharedSessionContractImplementor session) {
            return cache.put(byScope(key, session), result, session);
        }

        @Override
        public List<?> get(
                QueryKey key, Set<String> spaces, SharedSessionContractImplementor session) {
            return cache.get(byScope(key, session), spaces, session);
        }

        @Override
        public List<?> get(
                QueryKey key, String[] spaces, SharedSessionContractImplementor session) {
            return cache.get(byScope(key, session), spaces, session);
        }

        private static QueryKey byScope(QueryKey key, SharedSessionContractImplementor session) {
            return new QueryKey("", new InScope(key, Pin.of(session).signature()), 0, 0, Set.of());
        }
    }

    /** Stands where a key has its parameters, because that part of it is free in form. */
    private record InScope(QueryKey key, List<String> scope)
            implements QueryKey.ParameterBindingsMemento {

        @Serial private static final long serialVersionUID = 1L;
    }
}
