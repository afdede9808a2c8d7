/**
 * Memberships that are asked anew each time, so that work that was handed over or put off goes on
 * with what its principal may do now. Remembers nothing, and decides nothing: the application's
 * {@link dev.bailiwick.spring.TenantMembership} does.
 */
@NullMarked
package dev.bailiwick.spring.member;

import org.jspecify.annotations.NullMarked;
