/** Asks the example over HTTP, as teachers of two schools. Knows nothing of its beans. */
@NullMarked
package dev.bailiwick.examples.school;

import org.jspecify.annotations.NullMarked;
