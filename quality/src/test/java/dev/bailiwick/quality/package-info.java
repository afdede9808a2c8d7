/**
 * What holds over all modules: budgets of size, words and boundaries, and that the compiler's
 * checks bite. Knows the sources and classes of every module and what none of them does.
 */
@NullMarked
package dev.bailiwick.quality;

import org.jspecify.annotations.NullMarked;
