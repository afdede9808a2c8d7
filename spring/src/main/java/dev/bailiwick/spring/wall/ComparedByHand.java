package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.jdbc.GuardedDataSource;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Data sources that the application put behind the wall itself, over pools that are no beans. */
record ComparedByHand(
        List<ScopedDataSource> scoped, List<ReplicatedDataSource> replicated, Gate gate)
        implements Compared {

    /** What is neither, no start gets past: {@link ScopedDataSources#isBelievedAlone}. */
    static ComparedByHand of(List<GuardedDataSource> sources, Gate gate) {
        return new ComparedByHand(
                only(ScopedDataSource.class, sources),
                only(ReplicatedDataSource.class, sources),
                gate);
    }

    private static <T> List<T> only(Class<T> type, List<GuardedDataSource> sources) {
        return sources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    boolean isEmpty() {
        return scoped.isEmpty() && replicated.isEmpty();
    }

    @Override
    public List<Fault> faults() throws SQLException {
        Set<Fault> faults = new TreeSet<>();
        for (ScopedDataSource source : scoped) {
            faults.addAll(source.faults(gate));
        }
        for (ReplicatedDataSource source : replicated) {
            faults.addAll(source.faults());
        }
        return List.copyOf(faults);
    }

    @Override
    public List<Fault> pass() throws SQLException {
        return faults().stream().filter(Fault::isError).toList();
    }
}
