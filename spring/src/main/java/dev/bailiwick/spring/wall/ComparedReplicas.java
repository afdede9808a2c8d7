package dev.bailiwick.spring.wall;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;

import java.util.List;

/** The replicas of one data source; what is wrong with one that is not there is only a warning. */
record ComparedReplicas(ReplicatedDataSource source) implements Compared {

    @Override
    public List<Fault> faults() {
        return source.faultsOfReplicas();
    }

    @Override
    public List<Fault> pass() {
        return faults().stream().filter(Fault::isError).toList();
    }
}
