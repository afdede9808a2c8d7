package dev.bailiwick.spring.wall;

import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Which data source bean is what, by all {@link ScopedPools} of the application. */
final class PoolPlan {

    private final Map<String, Placed> places;

    private PoolPlan(Map<String, Placed> places) {
        this.places = places;
    }

    /**
     * @param dataSources names of all data source beans
     * @throws StartRefusedException with everything that does not fit together
     */
    static PoolPlan of(
            List<ScopedPools> all, List<String> dataSources, Predicate<String> unscoped) {
        Map<String, Placed> places = new HashMap<>();
        List<Fault> faults = new ArrayList<>();
        for (ScopedPools pools : all) {
            for (ScopedPools.Part part : pools.parts()) {
                String bean = part.pool();
                if (!dataSources.contains(bean)) {
                    faults.add(
                            fault(
                                    "%s is no data source bean; there are %s"
                                            .formatted(bean, dataSources),
                                    "Name the bean, not the database."));
                } else if (unscoped.test(bean)) {
                    faults.add(
                            fault(
                                    bean + " is declared with @Unscoped as well",
                                    "Take @Unscoped away: the pool is put behind the wall."));
                }
                if (places.put(bean, new Placed(pools, part)) != null) {
                    faults.add(
                            fault(
                                    bean + " is named more than once",
                                    "A pool logs in as one role on one server: name it once."));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
        return new PoolPlan(places);
    }

    private static Fault fault(String what, String mend) {
        return new Fault("ScopedPools: " + what, mend);
    }

    /** Null if nobody says anything about the bean. */
    @Nullable Placed at(String bean) {
        return places.get(bean);
    }

    /** One bean in its place. */
    record Placed(ScopedPools pools, ScopedPools.Part part) {}
}
