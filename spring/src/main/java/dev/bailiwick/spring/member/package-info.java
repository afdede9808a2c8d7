/**
 * Memberships that are asked anew each time, so that work that was handed over or put off goes on
 * with what its principal may do now; and the streams and connections that are open, which are
 * watched and ended when it is lost. Keeps no membership and decides about none: the application's
 * {@link dev.bailiwick.spring.TenantMembership} does, or {@link
 * dev.bailiwick.spring.member.KeptMembership} by the tables of authority.
 */
@NullMarked
package dev.bailiwick.spring.member;

import org.jspecify.annotations.NullMarked;
