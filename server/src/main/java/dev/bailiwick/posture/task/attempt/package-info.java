/**
 * One attempt at one job, from its id to its end. Features bring a {@link
 * dev.bailiwick.posture.task.attempt.JobHandler} each, and are told nothing of the rest. In the
 * order in which a job meets what is here, it is
 *
 * <ol>
 *   <li><b>taken</b> in its tenant's scope, if it may still run: {@code JobRunner}, {@code Claims},
 *       {@code Admission}, {@code Envelope};
 *   <li><b>run</b>, and cut off where it must be: {@code AttemptRunner}, {@code JobHandlers},
 *       {@code JobRun}, {@code Running}, {@code AttemptWatch}, {@code TimeLimits};
 *   <li><b>ended</b> or given back: {@code JobOutcome}, {@code Attempts}, {@code Backoff}, {@code
 *       Troubles}, {@code Failure}, {@code JobEnds}.
 * </ol>
 *
 * <p>Does not know the engine that picks it, nor any job's content.
 */
@NullMarked
package dev.bailiwick.posture.task.attempt;

import org.jspecify.annotations.NullMarked;
