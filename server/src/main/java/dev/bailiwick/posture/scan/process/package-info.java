/**
 * Programs that run beside the server for one scan each: with an environment and a directory of
 * their own, within limits, and ended with all that they have started. Knows nothing of what they
 * do.
 */
@NullMarked
package dev.bailiwick.posture.scan.process;

import org.jspecify.annotations.NullMarked;
