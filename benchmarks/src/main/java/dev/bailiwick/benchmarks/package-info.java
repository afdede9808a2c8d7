/**
 * Speed of the server, measured from outside with the processor time of all its processes. Part of
 * no product.
 */
@NullMarked
package dev.bailiwick.benchmarks;

import org.jspecify.annotations.NullMarked;
