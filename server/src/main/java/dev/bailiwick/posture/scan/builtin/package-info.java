/**
 * The built-in engine: scans Git repositories and clusters by checks that are files, with nothing
 * else on the machine. Does not own the checks, nor how repositories and clusters are read: that is
 * the module {@code checks}.
 */
@NullMarked
package dev.bailiwick.posture.scan.builtin;

import org.jspecify.annotations.NullMarked;
