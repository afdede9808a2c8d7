package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.ScopedDataSource;
import dev.bailiwick.postgres.Wall;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

import javax.sql.DataSource;

/**
 * Puts every data source bean behind the wall, but for those that are declared not to stand there
 * and those that do already. Comes after every other that may wrap a bean, so that nothing stands
 * in front.
 */
final class ScopedDataSources implements BeanPostProcessor {

    private final ObjectProvider<Wall> walls;
    private final UnscopedBeans unscoped;
    private final Map<String, GatedPool> pools = new ConcurrentSkipListMap<>();

    ScopedDataSources(ObjectProvider<Wall> walls, UnscopedBeans unscoped) {
        this.walls = walls;
        this.unscoped = unscoped;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof DataSource source) || isScoped(source) || unscoped.contains(name)) {
            return bean;
        }
        Wall wall = walls.getIfAvailable();
        if (wall == null) {
            return bean;
        }
        GatedPool pool = new GatedPool(source, Gate.of(wall));
        pools.put(name, pool);
        return ScopedDataSource.of(pool, wall);
    }

    /** The pools behind the scope, by the name of their bean, sorted; grows with the beans. */
    Map<String, GatedPool> pools() {
        return Collections.unmodifiableMap(pools);
    }

    /** Whether whatever the data source hands out was made by a scoped one. */
    static boolean isScoped(DataSource source) {
        return switch (source) {
            case ScopedDataSource _ -> true;
            case DelegatingDataSource over -> {
                DataSource target = over.getTargetDataSource();
                yield target != null && isScoped(target);
            }
            case AbstractRoutingDataSource over ->
                    !over.getResolvedDataSources().isEmpty()
                            && over.getResolvedDataSources().values().stream()
                                    .allMatch(ScopedDataSources::isScoped)
                            && (over.getResolvedDefaultDataSource() == null
                                    || isScoped(over.getResolvedDefaultDataSource()));
            default -> false;
        };
    }
}
