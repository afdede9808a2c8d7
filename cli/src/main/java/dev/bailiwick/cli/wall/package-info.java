/**
 * Where a command gets its wall from: a class, a file, or the live catalogue. Knows neither what is
 * done with it nor where the answer goes.
 */
@NullMarked
package dev.bailiwick.cli.wall;

import org.jspecify.annotations.NullMarked;
