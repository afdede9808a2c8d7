/** The smallest program behind a wall. Knows nothing of frameworks. */
@NullMarked
package dev.bailiwick.examples.jdbc;

import org.jspecify.annotations.NullMarked;
