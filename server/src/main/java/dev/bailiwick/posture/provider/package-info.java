/**
 * Providers, the accounts that are scanned: their sixteen kinds, what a uid of each kind looks
 * like, creating, renaming and deleting them. Does not own what was found in them, nor the removal
 * of it, which is {@code removal}'s.
 */
@NullMarked
package dev.bailiwick.posture.provider;

import org.jspecify.annotations.NullMarked;
