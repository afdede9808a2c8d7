package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.Limit;

import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * What a tenant has used of its limits. Users and teams are counted where they are made; the rest
 * is counted here, by the application. The count of a tenant is locked from then until the
 * transaction ends, so that two that count together do not go beyond it.
 *
 * <p>What changes authority in the same transaction, to share something say, comes before counting:
 * the other way round, two such transactions may wait for each other, and PostgreSQL ends one.
 */
public final class Limits {

    /** What one call counts at most: a pebibyte. */
    public static final long MOST_AT_ONCE = 1L << 50;

    private static final String COUNT = "select bailiwick_authority.count_up(?, ?)";
    private static final String GIVE_BACK = "select bailiwick_authority.give_back(?)";

    private final Calls calls;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public Limits(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what there was no room for
     */
    public Limits(DataSource scoped, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
    }

    /**
     * Counts for the tenant in scope, unless it would have too much. In the transaction of the data
     * source if it keeps one for the thread: then what it rolls back was not counted.
     *
     * @param limit {@code STORAGE_BYTES} or {@code REQUESTS_PER_MINUTE}
     * @return whether there was room; if not, nothing was counted
     * @throws IllegalArgumentException for another limit, or if {@code much} is below zero or above
     *     {@link #MOST_AT_ONCE}
     */
    public boolean count(Limit limit, long much) throws SQLException {
        check(much);
        Scopes.requireTenant();
        boolean room =
                switch (limit) {
                    case STORAGE_BYTES, REQUESTS_PER_MINUTE -> counted(limit, much);
                    case USERS, TEAMS ->
                            throw new IllegalArgumentException(
                                    limit + " is counted by whoever makes one");
                };
        if (!room) {
            calls.refused("limit", limit);
        }
        return room;
    }

    private boolean counted(Limit limit, long much) throws SQLException {
        return calls.row(COUNT, row -> row.getString(1).equals("done"), Words.written(limit), much)
                .orElseThrow();
    }

    /**
     * Counts storage of the tenant in scope as free again; transactions are as for {@link #count}.
     *
     * @throws IllegalArgumentException if {@code bytes} is below zero or above {@link
     *     #MOST_AT_ONCE}
     */
    public void giveBackStorage(long bytes) throws SQLException {
        check(bytes);
        Scopes.requireTenant();
        calls.row(GIVE_BACK, row -> row.getString(1), bytes);
    }

    private static void check(long much) {
        if (much < 0 || much > MOST_AT_ONCE) {
            throw new IllegalArgumentException("What is counted is from zero to 2^50, not " + much);
        }
    }
}
