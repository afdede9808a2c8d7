package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

/** Hears of scopes over several tenants, to keep the record of it. Called on the working thread. */
@FunctionalInterface
public interface CrossingAudit {

    /**
     * Called before the first transaction of a scope over several tenants; nothing is sent if it
     * throws. A scope in which nothing is asked of the database is not heard of.
     */
    void begins(Scope.Tenants scope);
}
