/**
 * Executors that take the scope along to the thread that does the work. Starts no thread and knows
 * no schedule.
 */
@NullMarked
package dev.bailiwick.spring.task;

import org.jspecify.annotations.NullMarked;
