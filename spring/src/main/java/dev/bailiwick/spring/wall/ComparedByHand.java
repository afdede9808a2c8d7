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
record ComparedByHand(List<GuardedDataSource> sources, Gate gate) implements Compared {

    @Override
    public List<Fault> faults() throws SQLException {
        Set<Fault> faults = new TreeSet<>();
        for (GuardedDataSource source : sources) {
            switch (source) {
                case ScopedDataSource scoped -> faults.addAll(scoped.faults(gate));
                case ReplicatedDataSource replicated -> faults.addAll(replicated.faults());
                default -> {
                    // one of the application's own, which the start refuses where it is alone
                }
            }
        }
        return List.copyOf(faults);
    }

    @Override
    public List<Fault> pass() throws SQLException {
        return faults().stream().filter(Fault::isError).toList();
    }
}
