package dev.bailiwick.declaration;

import dev.bailiwick.declaration.yaml.Mapping;
import dev.bailiwick.declaration.yaml.Value;
import dev.bailiwick.postgres.EpochSource;
import dev.bailiwick.postgres.EpochSource.Counter;
import dev.bailiwick.postgres.EpochSource.Without;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuthoritySql;

import java.util.Optional;
import java.util.function.UnaryOperator;

/** Whether scopes tell their epoch, and where the database looks whether it still holds. */
final class Epochs {

    /** Where authority that the toolkit keeps has its numbers. */
    private static final String AUTHORITY = "authority";

    private Epochs() {}

    static UnaryOperator<Wall> read(Value value) {
        if (!value.isMapping()) {
            return Words.oneOf(value, "told", AUTHORITY).equals(AUTHORITY)
                    ? wall -> wall.checkingEpoch(AuthoritySql.epochs())
                    : Wall::withEpoch;
        }
        Mapping counters = value.mapping().only("tenant", "principal", "without");
        Counter tenant = counter(counters.get("tenant"));
        Optional<Counter> principal = counters.find("principal").map(Epochs::counter);
        Without without =
                counters.find("without")
                        .map(one -> Words.constant(one, Without.class))
                        .orElse(Without.TAKEN);
        return wall -> wall.checkingEpoch(new EpochSource(tenant, principal, without));
    }

    private static Counter counter(Value value) {
        Mapping counter = value.mapping().only("table", "key", "column");
        return new Counter(
                counter.get("table").text(),
                counter.get("key").text(),
                counter.get("column").text());
    }
}
