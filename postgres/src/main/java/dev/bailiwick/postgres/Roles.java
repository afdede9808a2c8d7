package dev.bailiwick.postgres;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The database roles that a wall knows.
 *
 * @param owner owns the tables and migrates them; nobody logs in as it in production
 * @param app serves requests; sees rows through policies alone
 * @param worker runs the queue's own tables, which are internal to everybody else
 * @param maintenance works across tenants (BYPASSRLS), by name and on its own pool
 * @param several serves scopes over several tenants, on its own pool: reads the rows of all of
 *     them, and writes to the one that is named
 * @param guests serves members of other tenants, on its own pool: reads rows that are shared with
 *     them, and nothing else
 */
public record Roles(
        String owner,
        String app,
        Optional<String> worker,
        Optional<String> maintenance,
        Optional<String> several,
        Optional<String> guests) {

    public Roles {
        Name.check("role", owner);
        Name.check("role", app);
        worker.ifPresent(role -> Name.check("role", role));
        maintenance.ifPresent(role -> Name.check("role", role));
        several.ifPresent(role -> Name.check("role", role));
        guests.ifPresent(role -> Name.check("role", role));
        List<String> all =
                Stream.of(
                                Stream.of(owner, app),
                                worker.stream(),
                                maintenance.stream(),
                                several.stream(),
                                guests.stream())
                        .flatMap(roles -> roles)
                        .toList();
        if (all.stream().distinct().count() != all.size()) {
            throw new IllegalArgumentException("Each role has one part to play, not " + all);
        }
    }

    public static Roles of(String owner, String app) {
        return new Roles(
                owner, app, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public Roles withWorker(String role) {
        return new Roles(owner, app, Optional.of(role), maintenance, several, guests);
    }

    public Roles withMaintenance(String role) {
        return new Roles(owner, app, worker, Optional.of(role), several, guests);
    }

    /** Lets scopes over several tenants be served; without it there are none. */
    public Roles withSeveral(String role) {
        return new Roles(owner, app, worker, maintenance, Optional.of(role), guests);
    }

    /**
     * Lets what is shared with the outside be read from other tenants; without it nothing is shared
     * with the outside.
     */
    public Roles withGuests(String role) {
        return new Roles(owner, app, worker, maintenance, several, Optional.of(role));
    }

    /** Every role but the owner: those that get exactly what is declared and no more. */
    public List<String> granted() {
        return Stream.of(
                        Stream.of(app),
                        worker.stream(),
                        maintenance.stream(),
                        several.stream(),
                        guests.stream())
                .flatMap(roles -> roles)
                .toList();
    }

    /** The app role, and those for several tenants and for guests if there are such. */
    List<String> servingTenants() {
        return Stream.of(Stream.of(app), several.stream(), guests.stream())
                .flatMap(roles -> roles)
                .toList();
    }

    /** Those that see rows through policies alone, and so must not get around them. */
    public List<String> bound() {
        return Stream.concat(servingTenants().stream(), worker.stream()).toList();
    }
}
