package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.CrossingAudit;
import dev.bailiwick.postgres.jdbc.MaintenanceAudit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.replica.Routing;
import dev.bailiwick.postgres.sealed.Seal;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import javax.sql.DataSource;

/**
 * How a data source bean becomes scoped where that takes more than the app role's pool: sealed
 * scopes, pools of other roles, read replicas. The application gives a bean of this for each such
 * data source; a pool that none of them names stands behind the wall by itself.
 *
 * <p>Every pool named here is a data source bean too, and each is put behind the wall as what it is
 * here, so that whoever is handed one finds no way around: declare them with {@code
 * Bean(defaultCandidate = false)}, and leave the app role's as the only one that is injected. All
 * of them are compared with the wall at start and by the {@link DriftWatch}.
 *
 * <p>Immutable.
 */
public final class ScopedPools {

    private final List<Part> parts;
    private final @Nullable Seal seal;
    private final Routing routing;
    private final @Nullable CrossingAudit crossings;

    private ScopedPools(
            List<Part> parts,
            @Nullable Seal seal,
            Routing routing,
            @Nullable CrossingAudit crossings) {
        this.parts = List.copyOf(parts);
        this.seal = seal;
        this.routing = routing;
        this.crossings = crossings;
    }

    /**
     * @param app the bean that is the app role's pool and becomes the data source of everything
     *     named beside it; Boot's own is {@code dataSource}
     */
    public static ScopedPools of(String app) {
        return new ScopedPools(List.of(new Part.App(app)), null, Routing.defaults(), null);
    }

    /**
     * With sealed scopes, of several tenants, of guests and on replicas too; maintenance seals
     * nothing.
     */
    public ScopedPools sealed(Seal with) {
        return new ScopedPools(parts, Objects.requireNonNull(with, "with"), routing, crossings);
    }

    /**
     * Serving scopes over several tenants.
     *
     * @param pool a bean that logs in as the wall's role for them
     */
    public ScopedPools withSeveral(String pool) {
        return and(new Part.Several(pool));
    }

    /**
     * Serving guests, from the primary.
     *
     * @param pool a bean that logs in as the wall's role for them
     */
    public ScopedPools withGuests(String pool) {
        return and(new Part.Guests(pool));
    }

    /**
     * Serving maintenance.
     *
     * @param pool a bean that logs in as the wall's role for it
     * @param audit one that needs the data source itself asks for it when it is used
     */
    public ScopedPools withMaintenance(String pool, MaintenanceAudit audit) {
        return and(new Part.Maintenance(pool, audit));
    }

    /**
     * Reading from one more replica.
     *
     * @param pool a bean that logs in there as the app role, with a short connection timeout
     */
    public ScopedPools withReplica(String pool) {
        return and(new Part.Replica(pool, Optional.empty()));
    }

    /**
     * As {@link #withReplica(String)}, where scopes over several tenants are read from it as well;
     * otherwise they are read from the primary.
     *
     * @param several a bean that logs in there as the wall's role for several tenants
     */
    public ScopedPools withReplica(String pool, String several) {
        return and(new Part.Replica(pool, Optional.of(several)))
                .and(new Part.SeveralOnReplica(several));
    }

    /** With another routing than {@link Routing#defaults}. */
    public ScopedPools routed(Routing by) {
        return new ScopedPools(parts, seal, by, crossings);
    }

    /**
     * Telling of each scope over several tenants, and each of a guest, before anything of it is
     * sent, on replicas too.
     *
     * @param audit writes by a pool of its own, which no work waits for that holds another
     */
    public ScopedPools recordingCrossings(CrossingAudit audit) {
        return new ScopedPools(parts, seal, routing, Objects.requireNonNull(audit, "audit"));
    }

    private ScopedPools and(Part part) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new ScopedPools(more, seal, routing, crossings);
    }

    /** The app role's first. */
    List<Part> parts() {
        return parts;
    }

    List<Part.Replica> replicas() {
        return parts.stream()
                .filter(Part.Replica.class::isInstance)
                .map(Part.Replica.class::cast)
                .toList();
    }

    Routing routing() {
        return routing;
    }

    Gate gate(Wall wall) {
        return seal == null ? Gate.of(wall) : Gate.of(wall.sealedAs(seal.form()));
    }

    /** The app role's pool, on the primary or a replica, behind the wall. */
    ScopedDataSource app(DataSource pool, Wall wall) {
        return seal == null
                ? ScopedDataSource.of(pool, wall)
                : ScopedDataSource.sealed(pool, wall, seal);
    }

    /** The pool of the role for several tenants behind the wall. */
    ScopedDataSource several(DataSource pool, Wall wall) {
        return recorded(
                seal == null
                        ? ScopedDataSource.several(pool, wall)
                        : ScopedDataSource.several(pool, wall, seal));
    }

    /** The pool of the role for guests behind the wall. */
    ScopedDataSource guests(DataSource pool, Wall wall) {
        return recorded(
                seal == null
                        ? ScopedDataSource.guests(pool, wall)
                        : ScopedDataSource.guests(pool, wall, seal));
    }

    private ScopedDataSource recorded(ScopedDataSource crossing) {
        return crossings == null ? crossing : crossing.recordingCrossings(crossings);
    }

    /** What one of the beans is. */
    sealed interface Part {

        String pool();

        record App(String pool) implements Part {}

        record Several(String pool) implements Part {}

        record Guests(String pool) implements Part {}

        record Maintenance(String pool, MaintenanceAudit audit) implements Part {}

        record Replica(String pool, Optional<String> several) implements Part {}

        record SeveralOnReplica(String pool) implements Part {}
    }
}
