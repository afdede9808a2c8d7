/**
 * The database the server stands on, embedded or external: found or started and watched, its pools,
 * the declaration of every table and the gate at start. Knows no feature, and leaves to the
 * packages in it how to log in, what a database is made of and what commands do with one.
 */
@NullMarked
package dev.bailiwick.posture.database;

import org.jspecify.annotations.NullMarked;
