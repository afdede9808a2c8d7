/**
 * What strangers say, made fit to be kept and shown.
 *
 * <p>Does not know who says it, nor where it is shown.
 */
@NullMarked
package dev.bailiwick.posture.text;

import org.jspecify.annotations.NullMarked;
