/**
 * Authority kept in the database: memberships, invitations, limits, teams and shares in a schema of
 * their own, which functions change that check who asks. Decides nothing in Java, where two
 * processes could decide at once; the rules that need no database are in {@code
 * dev.bailiwick.core.authority}.
 */
@NullMarked
package dev.bailiwick.postgres.authority;

import org.jspecify.annotations.NullMarked;
