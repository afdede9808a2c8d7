/**
 * Authority inside a tenant: roles and their permissions, provider groups, and which providers a
 * principal sees. Does not own who the principals are.
 */
@NullMarked
package dev.bailiwick.posture.access;

import org.jspecify.annotations.NullMarked;
