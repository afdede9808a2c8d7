/**
 * The database the server stands on: embedded or external, roles and their passwords, migration,
 * pools, the declaration of every table and the gate at start. Knows no feature.
 */
@NullMarked
package dev.bailiwick.posture.database;

import org.jspecify.annotations.NullMarked;
