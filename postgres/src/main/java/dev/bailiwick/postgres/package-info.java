/**
 * The database wall: which table is protected how, the policies and grants that follow from it, the
 * data source that puts the scope in front of the first statement, and the gate that stops the
 * start when the database differs. Knows nothing of what the tables hold, and never runs DDL by
 * itself.
 */
@NullMarked
package dev.bailiwick.postgres;

import org.jspecify.annotations.NullMarked;
