/**
 * Picks jobs and what comes round by itself, by db-scheduler: a scheduler for each queue that this
 * process serves, tenants in turns, and what was picked ahead given back at a stop.
 *
 * <p>Knows of a job its id, whose it is and its turn; what becomes of it is {@code attempt}'s.
 */
@NullMarked
package dev.bailiwick.posture.task.engine;

import org.jspecify.annotations.NullMarked;
