package dev.bailiwick.postgres.authority;

import java.util.UUID;

/** Outcome of sharing something. */
public sealed interface Shared {

    record Open(UUID id) implements Shared {}

    /** There is no such row in the tenant, or none that the principal in scope knows of. */
    record Absent() implements Shared {}

    /** The principal neither owns the row nor holds it in full. */
    record AboveOwn() implements Shared {}

    /** Whoever gives it holds it, and would go on holding it when that is over. */
    record Oneself() implements Shared {}

    /** There is no such member or team in the tenant. */
    record NoTarget() implements Shared {}
}
