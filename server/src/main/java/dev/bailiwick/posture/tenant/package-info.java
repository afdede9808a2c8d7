/**
 * Tenants and who belongs to them: founding, renaming, deleting, memberships, who owns the tenant,
 * and their end.
 *
 * <p>What members may do is {@code access}'s; who they are is {@code account}'s; the rows of a
 * deleted tenant are taken away by {@code removal}.
 */
@NullMarked
package dev.bailiwick.posture.tenant;

import org.jspecify.annotations.NullMarked;
