/**
 * Invitations into a tenant: making, changing, revoking and accepting them, and their tokens. Does
 * not own sign-up by invitation, which is {@code account}'s.
 */
@NullMarked
package dev.bailiwick.posture.tenant.invitation;

import org.jspecify.annotations.NullMarked;
