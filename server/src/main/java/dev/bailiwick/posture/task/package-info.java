/**
 * Work in the background: jobs are enqueued in the transaction that causes them, run in their
 * tenant's scope, retried and resumed. Knows no job's content: features bring a {@link
 * dev.bailiwick.posture.task.JobHandler} each.
 */
@NullMarked
package dev.bailiwick.posture.task;

import org.jspecify.annotations.NullMarked;
