package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

/**
 * Hears of scopes that reach beyond one tenant: over several, and of guests. Keeps the record of
 * it. Called on the working thread.
 */
@FunctionalInterface
public interface CrossingAudit {

    /**
     * Called before the first transaction of such a scope; nothing is sent if it throws. A scope in
     * which nothing is asked of the database is not heard of.
     *
     * @param scope {@code Scope.Tenants} or {@code Scope.Guest}
     */
    void begins(Scope scope);
}
