/**
 * Two schools mapped with and without {@code @TenantId}, and every way around the pin that is
 * known, each with a control on a factory that is not pinned. Not the wall itself, which the module
 * of PostgreSQL tries.
 */
@NullMarked
package dev.bailiwick.hibernate;

import org.jspecify.annotations.NullMarked;
