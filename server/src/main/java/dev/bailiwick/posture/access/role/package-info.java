/**
 * Roles, who holds them, and the provider groups that they show: reading and changing them. Does
 * not own what a request may do, which is {@code access}'s.
 */
@NullMarked
package dev.bailiwick.posture.access.role;

import org.jspecify.annotations.NullMarked;
