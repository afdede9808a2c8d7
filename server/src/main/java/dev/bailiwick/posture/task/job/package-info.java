/**
 * The words that all who have to do with jobs share: which one it is, whose, where it waits and for
 * which others, and who is woken when it may begin.
 *
 * <p>Does not own how a job is run, nor how it is shown.
 */
@NullMarked
package dev.bailiwick.posture.task.job;

import org.jspecify.annotations.NullMarked;
