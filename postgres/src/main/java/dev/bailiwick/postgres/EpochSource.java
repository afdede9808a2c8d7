package dev.bailiwick.postgres;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the numbers are kept that tell whether authority has moved. The epoch of a scope is the
 * tenant's number and the principal's added up: since both only rise, the sum is unchanged just as
 * long as both are. That of a scope over several tenants has one for each, and a guest's is the sum
 * of the host's number, the home's and the principal's.
 *
 * @param tenant of each tenant; rises with every change of memberships, roles or status in it
 * @param principal of each principal, for changes that concern them everywhere; empty if only
 *     tenants have one
 * @param without what becomes of the scope of a principal that carries no epoch
 */
public record EpochSource(Counter tenant, Optional<Counter> principal, Without without) {

    public EpochSource {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(principal, "principal");
        Objects.requireNonNull(without, "without");
    }

    public static EpochSource of(Counter tenant) {
        return new EpochSource(tenant, Optional.empty(), Without.TAKEN);
    }

    public static EpochSource of(Counter tenant, Counter principal) {
        return new EpochSource(tenant, Optional.of(principal), Without.TAKEN);
    }

    /**
     * This, and the scope of a principal in a tenant that carries no epoch is refused before
     * anything is sent ({@link dev.bailiwick.core.EpochRequiredException}): it would not be
     * compared. Work of nobody in particular rests on no authority, and needs none.
     */
    public EpochSource requiringEpochs() {
        return new EpochSource(tenant, principal, Without.REFUSED);
    }

    List<Counter> counters() {
        return Stream.concat(Stream.of(tenant), principal.stream()).toList();
    }

    /** As a declaration file says it, under the key {@code epoch}. */
    public Map<String, Object> words() {
        Map<String, Object> words = new LinkedHashMap<>();
        words.put("tenant", tenant.words());
        principal.ifPresent(counter -> words.put("principal", counter.words()));
        if (without == Without.REFUSED) {
            words.put("without", "refused");
        }
        return words;
    }

    /** What becomes of the scope of a principal in a tenant that carries no epoch. */
    public enum Without {
        /** It is not compared, and so goes on whatever is revoked. */
        TAKEN,
        /** Nothing of it is sent. */
        REFUSED
    }

    /**
     * A number in each row of a table.
     *
     * @param table declared in the wall, with rows that the owner sees
     * @param key holds the tenant or the principal, one row for each
     * @param column a {@code bigint} that is never null and never falls
     */
    public record Counter(String table, String key, String column) {

        public Counter {
            Relation.check("table", table);
            Name.check("column", key);
            Name.check("column", column);
        }

        private Map<String, Object> words() {
            Map<String, Object> words = new LinkedHashMap<>();
            words.put("table", table);
            words.put("key", key);
            words.put("column", column);
            return words;
        }
    }
}
