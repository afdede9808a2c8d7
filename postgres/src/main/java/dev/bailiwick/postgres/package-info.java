/**
 * The database wall: which table is protected how, the policies and grants that follow from it, and
 * the data source that puts the scope in front of the first statement. Knows nothing of what the
 * tables hold, and never runs DDL by itself.
 */
@NullMarked
package dev.bailiwick.postgres;

import org.jspecify.annotations.NullMarked;
