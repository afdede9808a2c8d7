package dev.bailiwick.postgres;

import dev.bailiwick.core.Scope;

/** Hears of maintenance, to keep the record of it. */
@FunctionalInterface
public interface MaintenanceAudit {

    /**
     * Called on the working thread before anything of the transaction is sent; nothing is sent if
     * it throws.
     */
    void transactionBegins(Scope.Maintenance work);
}
