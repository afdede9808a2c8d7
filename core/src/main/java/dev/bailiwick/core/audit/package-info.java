/**
 * What is told about authority: which rule refused whom, and how often. Writes nothing down itself:
 * whoever keeps the record gives a place for it.
 */
@NullMarked
package dev.bailiwick.core.audit;

import org.jspecify.annotations.NullMarked;
