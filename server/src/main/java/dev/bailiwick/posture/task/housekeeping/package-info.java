/**
 * What comes round by itself: no job, no tenant, the same engine. Features bring a {@link
 * dev.bailiwick.posture.task.housekeeping.Maintenance} each.
 *
 * <p>Does not know what they clear away, nor which process does it.
 */
@NamedInterface("housekeeping")
@NullMarked
package dev.bailiwick.posture.task.housekeeping;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
