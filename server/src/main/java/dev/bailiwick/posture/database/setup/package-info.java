/**
 * Makes a database one of this version: roles, schema, partitions, and what a backup has to have
 * ended. Neither starts a PostgreSQL nor serves from one.
 */
@NullMarked
package dev.bailiwick.posture.database.setup;

import org.jspecify.annotations.NullMarked;
