/**
 * What proves isolation with a real database: databases made from SQL, a wire to look at, attacks
 * with their controls. It does not know how a wall is built: it takes it as SQL and as a data
 * source.
 */
@NullMarked
package dev.bailiwick.testbed;

import org.jspecify.annotations.NullMarked;
