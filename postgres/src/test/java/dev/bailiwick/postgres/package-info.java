/**
 * Attacks on the wall, each against a real PostgreSQL and as the app role, never as a superuser.
 */
@NullMarked
package dev.bailiwick.postgres;

import org.jspecify.annotations.NullMarked;
