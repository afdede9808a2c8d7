/**
 * Reading what is published: the scans that readers may see, what is remembered of them, and how a
 * stretch of time and words to search for are asked for in the lists of what they found.
 *
 * <p>It knows neither findings nor resources, and nothing here publishes.
 */
@NullMarked
package dev.bailiwick.posture.published;

import org.jspecify.annotations.NullMarked;
