/**
 * Bailiwick Posture as a whole: the application and the {@code serve} command. Everything else
 * lives in the packages of the features below.
 */
@NullMarked
package dev.bailiwick.posture;

import org.jspecify.annotations.NullMarked;
