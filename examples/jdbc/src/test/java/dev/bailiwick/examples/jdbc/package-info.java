/** Runs the example as its readers would. Knows nothing that they do not. */
@NullMarked
package dev.bailiwick.examples.jdbc;

import org.jspecify.annotations.NullMarked;
