/**
 * Work in the background: jobs are asked for in the transaction that causes them, shown as tasks,
 * called off, begun anew and in the end removed. Knows no job's content.
 *
 * <p>How a job is run is {@code task.attempt}'s, which process picks it {@code task.engine}'s. Each
 * needs those before it, and none a later one: {@code job}, {@code housekeeping}, {@code attempt},
 * {@code engine}, and this one.
 */
@NullMarked
package dev.bailiwick.posture.task;

import org.jspecify.annotations.NullMarked;
