package dev.bailiwick.spring.actuator;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.wall.Comparison;
import dev.bailiwick.spring.wall.DriftWatch;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The wall of this application, and what the last comparison with the database found. */
@Endpoint(id = "bailiwick")
final class WallEndpoint {

    private final Wall wall;
    private final DriftWatch watch;
    private final Supplier<List<String>> libraryEndpoints;

    WallEndpoint(Wall wall, DriftWatch watch, Supplier<List<String>> libraryEndpoints) {
        this.wall = wall;
        this.watch = watch;
        this.libraryEndpoints = libraryEndpoints;
    }

    @ReadOperation
    Description describe() {
        Comparison last = watch.last();
        return new Description(
                wall.schema(),
                wall.tables().stream().map(Table::toString).toList(),
                wall.dimensions().stream().map(Dimension::name).toList(),
                roles(wall.roles()),
                libraryEndpoints.get(),
                switch (last) {
                    case Comparison.Clean(Instant at) ->
                            new Compared("clean", at, watch.interval(), List.of());
                    case Comparison.Drifted(Instant at, List<Fault> faults) ->
                            new Compared(
                                    "drifted",
                                    at,
                                    watch.interval(),
                                    faults.stream().map(Fault::toString).toList());
                    case Comparison.Unread(Instant at, String reason) ->
                            new Compared("unread", at, watch.interval(), List.of(reason));
                });
    }

    private static Map<String, String> roles(Roles roles) {
        Map<String, String> named = new LinkedHashMap<>();
        named.put("owner", roles.owner());
        named.put("app", roles.app());
        roles.worker().ifPresent(role -> named.put("worker", role));
        roles.maintenance().ifPresent(role -> named.put("maintenance", role));
        return named;
    }

    /**
     * @param tables kind and name of each
     * @param dimensions what scopes may be narrowed to beside the tenant
     * @param libraryEndpoints who may call what libraries serve, as properties say
     */
    record Description(
            String schema,
            List<String> tables,
            List<String> dimensions,
            Map<String, String> roles,
            List<String> libraryEndpoints,
            Compared compared) {}

    /**
     * @param outcome {@code clean}, {@code drifted} or {@code unread}
     * @param interval from the end of one comparison to the next
     */
    record Compared(String outcome, Instant at, Duration interval, List<String> faults) {}
}
