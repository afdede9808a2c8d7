/**
 * Work in the background: jobs are enqueued in the transaction that causes them, run in their
 * tenant's scope, retried and resumed. Knows no job's content: features bring a {@link
 * dev.bailiwick.posture.task.JobHandler} each.
 *
 * <p>All of it turns on one row of {@code job}, so it is one package. In the order in which a job
 * meets what is here:
 *
 * <ol>
 *   <li>it is <b>asked for</b>: {@code Jobs}, {@code JobRequest}, {@code NewJobs}, {@code Needs},
 *       {@code JobQueue}, {@code JobSignal};
 *   <li><b>picked</b> by a process, as an id and no more: {@code JobEngine}, {@code Schedulers},
 *       {@code QueueScheduler}, {@code ServedQueues}, {@code QueueFetch}, {@code PickedAhead},
 *       {@code NamedFetch}, {@code DatabaseClock};
 *   <li><b>taken</b> in its tenant's scope, if it may still run: {@code JobRunner}, {@code
 *       JobOwner}, {@code Claims}, {@code Admission}, {@code Envelope};
 *   <li><b>run</b>, and cut off where it must be: {@code AttemptRunner}, {@code JobHandlers},
 *       {@code JobRun}, {@code Running}, {@code AttemptWatch}, {@code TimeLimits};
 *   <li><b>ended</b> or given back: {@code JobOutcome}, {@code PlainText}, {@code Attempts}, {@code
 *       Backoff}, {@code Troubles}, {@code Failure}, {@code JobEnds};
 *   <li><b>shown</b>, called off, begun anew and in the end removed: {@code TaskController}, {@code
 *       StoredJobs}, {@code Cancellation}, {@code Retrial}, {@code OldJobs}.
 * </ol>
 *
 * <p>{@link dev.bailiwick.posture.task.Housekeeping} is what comes round by itself instead: no job,
 * no tenant, the same engine.
 */
@NullMarked
package dev.bailiwick.posture.task;

import org.jspecify.annotations.NullMarked;
