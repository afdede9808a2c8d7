/**
 * Deleting scans: from then on nobody sees them. Does not own the removal of their rows, which is
 * {@code removal}'s and comes later, nor which of them go by their age, which is {@code
 * retention}'s.
 */
@NullMarked
@NamedInterface("deletion")
package dev.bailiwick.posture.scan.deletion;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
