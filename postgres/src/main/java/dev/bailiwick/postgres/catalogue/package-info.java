/**
 * What the system catalogue says about the schemas of a wall: the one reader for the gate, for
 * plans and for proposals, so that none of them sees another database than the others. Reads no row
 * of a table, knows no declaration and judges nothing; not for applications, which ask the gate.
 */
@NullMarked
package dev.bailiwick.postgres.catalogue;

import org.jspecify.annotations.NullMarked;
