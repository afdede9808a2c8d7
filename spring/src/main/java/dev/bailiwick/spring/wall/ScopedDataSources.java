package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.GuardedDataSource;
import dev.bailiwick.postgres.jdbc.MaintenanceAudit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;
import dev.bailiwick.spring.start.StartRefusedException;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

import javax.sql.DataSource;

/**
 * Puts every data source bean behind the wall, but for those that are declared not to stand there
 * and those that do already: as its {@link ScopedPools} say, or by itself. Comes after every other
 * that may wrap a bean, so that nothing stands in front.
 */
final class ScopedDataSources implements DestructionAwareBeanPostProcessor {

    private final ConfigurableListableBeanFactory beans;
    private final ObjectProvider<Wall> walls;
    private final UnscopedBeans unscoped;
    private final Map<String, Compared> compared = new ConcurrentSkipListMap<>();
    private final Map<String, GatedPool> pools = new ConcurrentHashMap<>();
    private final Map<DataSource, DataSource> under = new ConcurrentHashMap<>();
    private final Map<String, ReplicatedDataSource> replicated = new ConcurrentHashMap<>();
    private @Nullable PoolPlan plan;

    ScopedDataSources(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Wall> walls,
            UnscopedBeans unscoped) {
        this.beans = beans;
        this.walls = walls;
        this.unscoped = unscoped;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        if (!(bean instanceof DataSource source) || unscoped.contains(name)) {
            return bean;
        }
        Wall wall = walls.getIfAvailable();
        if (wall == null) {
            return bean;
        }
        if (isScoped(source)) {
            compareByHand(name, source, wall);
            return bean;
        }
        PoolPlan.Placed placed = plan().at(name);
        DataSource scoped =
                placed == null
                        ? ScopedPools.of(name).app(gated(name, source, Gate.of(wall)::faults), wall)
                        : scoped(name, source, placed, wall);
        under.put(scoped, source);
        return scoped;
    }

    /** What was made here is compared through its pool, which is a bean. */
    private void compareByHand(String name, DataSource source, Wall wall) {
        ComparedByHand byHand =
                ComparedByHand.of(
                        behind(source).filter(guarded -> !under.containsKey(guarded)).toList(),
                        Gate.of(wall));
        if (!byHand.isEmpty()) {
            compared.put(name, byHand);
        }
    }

    private DataSource scoped(String name, DataSource pool, PoolPlan.Placed placed, Wall wall) {
        ScopedPools pools = placed.pools();
        Gate gate = pools.gate(wall);
        return switch (placed.part()) {
            case ScopedPools.Part.App _ -> {
                ScopedDataSource app = pools.app(gated(name, pool, gate::faults), wall);
                ScopedDataSource joined = joined(name, app, pools);
                yield pools.replicas().isEmpty()
                        ? joined
                        : replicated(name, pool, joined, pools, gate);
            }
            case ScopedPools.Part.Several _ ->
                    pools.several(gated(name, pool, gate::faultsOfSeveral), wall);
            case ScopedPools.Part.Guests _ ->
                    pools.guests(gated(name, pool, gate::faultsOfGuests), wall);
            case ScopedPools.Part.Maintenance(String _, MaintenanceAudit audit) ->
                    ScopedDataSource.maintenance(
                            gated(name, pool, gate::faultsOfMaintenance), audit);
            // compared as replicas are: one that is not there keeps nobody from starting
            case ScopedPools.Part.Replica _ -> pools.app(apart(name, pool, gate::faults), wall);
            case ScopedPools.Part.SeveralOnReplica _ ->
                    pools.several(apart(name, pool, gate::faultsOfSeveral), wall);
        };
    }

    private GatedPool gated(String name, DataSource pool, GatedPool.Gate gate) {
        GatedPool gated = apart(name, pool, gate);
        compared.put(name, gated);
        return gated;
    }

    private GatedPool apart(String name, DataSource pool, GatedPool.Gate gate) {
        GatedPool gated = new GatedPool(pool, gate);
        pools.put(name, gated);
        return gated;
    }

    /** With the pools of other roles, for the scopes that those serve. */
    private ScopedDataSource joined(String name, ScopedDataSource app, ScopedPools pools) {
        ScopedDataSource joined = app;
        for (ScopedPools.Part part : pools.parts()) {
            if (part instanceof ScopedPools.Part.Several
                    || part instanceof ScopedPools.Part.Guests
                    || part instanceof ScopedPools.Part.Maintenance) {
                joined = joined.or(other(part.pool(), name));
            }
        }
        return joined;
    }

    private ReplicatedDataSource replicated(
            String name,
            DataSource primary,
            ScopedDataSource joined,
            ScopedPools declared,
            Gate gate) {
        IdentityHashMap<DataSource, ScopedDataSource> scoping = new IdentityHashMap<>();
        scoping.put(primary, joined);
        List<DataSource> servers = new ArrayList<>();
        for (ScopedPools.Part.Replica replica : declared.replicas()) {
            ScopedDataSource own = other(replica.pool(), name);
            for (String several : replica.several().stream().toList()) {
                own = own.or(other(several, name));
            }
            DataSource server = Objects.requireNonNull(pools.get(replica.pool())).pool();
            scoping.put(server, own);
            servers.add(server);
        }
        ReplicatedDataSource source =
                ReplicatedDataSource.of(
                        primary,
                        servers,
                        pool -> Objects.requireNonNull(scoping.get(pool)),
                        gate,
                        declared.routing());
        compared.put(name + " on replicas", new ComparedReplicas(source));
        replicated.put(name, source);
        return source;
    }

    /** Another bean, behind the wall; it is closed later than the one that uses it. */
    private ScopedDataSource other(String bean, String user) {
        beans.registerDependentBean(bean, user);
        if (beans.getBean(bean) instanceof ScopedDataSource scoped && pools.containsKey(bean)) {
            return scoped;
        }
        throw new StartRefusedException(
                List.of(
                        new StartRefusedException.Fault(
                                "ScopedPools: %s is not a pool".formatted(bean),
                                "Let the bean be the pool itself: it is put behind the wall.")));
    }

    /** Looked for by name, since Spring leaves out one that is just being made. */
    private PoolPlan plan() {
        PoolPlan known = plan;
        if (known == null) {
            known =
                    PoolPlan.of(
                            Stream.of(namesOf(ScopedPools.class))
                                    .map(name -> beans.getBean(name, ScopedPools.class))
                                    .toList(),
                            List.of(namesOf(DataSource.class)),
                            unscoped::contains);
            plan = known;
        }
        return known;
    }

    private String[] namesOf(Class<?> type) {
        return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type, true, false);
    }

    /** Nobody looks for replicas of a pool that is closed. */
    @Override
    public void postProcessBeforeDestruction(Object bean, String name) {
        ReplicatedDataSource source = replicated.remove(name);
        if (source != null) {
            source.close();
        }
    }

    @Override
    public boolean requiresDestruction(Object bean) {
        return bean instanceof DataSource;
    }

    /** What is compared, by the name of its bean, sorted; grows with the beans. */
    Map<String, Compared> compared() {
        return Collections.unmodifiableMap(compared);
    }

    /** The pools under all of them, by the name of their bean. */
    Map<String, GatedPool> pools() {
        return Collections.unmodifiableMap(pools);
    }

    /**
     * The pool that is the bean, under what it became; on the primary, where there are replicas.
     */
    Optional<DataSource> under(DataSource scoped) {
        return Optional.ofNullable(under.get(scoped));
    }

    /** Whether whatever the data source hands out was made by a scoped one. */
    static boolean isScoped(DataSource source) {
        return switch (source) {
            case GuardedDataSource _ -> true;
            case DelegatingDataSource over -> {
                DataSource target = over.getTargetDataSource();
                yield target != null && isScoped(target);
            }
            case AbstractRoutingDataSource over ->
                    !over.getResolvedDataSources().isEmpty()
                            && routed(over).allMatch(ScopedDataSources::isScoped);
            default -> false;
        };
    }

    /**
     * Whether some of what the data source hands out is made by one that is none of the toolkit's,
     * and of which only the application says that it is guarded.
     */
    static boolean isBelievedAlone(DataSource source) {
        return behind(source)
                .anyMatch(
                        guarded ->
                                !(guarded instanceof ScopedDataSource
                                        || guarded instanceof ReplicatedDataSource));
    }

    /** The guarded ones that make what it hands out. */
    private static Stream<GuardedDataSource> behind(DataSource source) {
        return switch (source) {
            case GuardedDataSource guarded -> Stream.of(guarded);
            case DelegatingDataSource over ->
                    Stream.ofNullable(over.getTargetDataSource())
                            .flatMap(ScopedDataSources::behind);
            case AbstractRoutingDataSource over ->
                    routed(over).flatMap(ScopedDataSources::behind).distinct();
            default -> Stream.empty();
        };
    }

    private static Stream<DataSource> routed(AbstractRoutingDataSource over) {
        return Stream.concat(
                over.getResolvedDataSources().values().stream(),
                Stream.ofNullable(over.getResolvedDefaultDataSource()));
    }
}
