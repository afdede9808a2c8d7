package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.core.Scope;

import java.util.Optional;
import java.util.UUID;

/**
 * Maintenance, from its first transaction until its scope is left. Carried into another thread, or
 * entered once more, it is another run.
 *
 * @param id tells the runs of one reason apart
 * @param within the scope from which it was entered, which tells for whom; empty if from none. Of
 *     maintenance within maintenance, what that was entered from, if anything
 * @param thread the name of the one that it runs on
 */
public record MaintenanceRun(
        UUID id, Scope.Maintenance work, Optional<Scope> within, String thread) {}
