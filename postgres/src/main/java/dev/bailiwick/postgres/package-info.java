/**
 * The database wall: which table is protected how, the policies and grants that follow from it, and
 * the gate that stops the start when the database differs. Knows nothing of what the tables hold,
 * and never runs DDL by itself. Statements get their scope in {@code jdbc}; seals, replicas, and
 * the ways to a wall ({@code inference}, {@code promotion}, {@code plan}) have packages of their
 * own.
 *
 * <p><strong>In three steps.</strong> Declare every table of a schema in a {@link
 * dev.bailiwick.postgres.Wall}; commit what {@link dev.bailiwick.postgres.WallSql} makes of it as a
 * migration; at start let a {@link dev.bailiwick.postgres.Gate} compare, and wrap the pool in a
 * {@link dev.bailiwick.postgres.jdbc.ScopedDataSource}.
 *
 * <p><strong>Threads.</strong> Declarations and gates are immutable.
 *
 * <p><strong>What it does not stop.</strong> The settings that carry a scope are plain ones:
 * whoever can run SQL of his own as the app role can set them. The wall stops what was forgotten
 * and mistaken; against injected SQL it stops the roles, tables and commands that were not granted.
 */
@NullMarked
package dev.bailiwick.postgres;

import org.jspecify.annotations.NullMarked;
