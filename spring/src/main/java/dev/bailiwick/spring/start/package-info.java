/**
 * A start that is refused, and what Spring Boot then tells: what is wrong and what to do about it.
 * Finds no fault itself; whoever finds one throws.
 */
@NullMarked
package dev.bailiwick.spring.start;

import org.jspecify.annotations.NullMarked;
