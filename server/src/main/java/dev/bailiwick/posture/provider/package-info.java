/**
 * Providers, the accounts that are scanned: their sixteen kinds, what a uid of each kind looks
 * like, creating, renaming and deleting them. Does not own what was found in them, only the order
 * in which it is removed.
 */
@NullMarked
package dev.bailiwick.posture.provider;

import org.jspecify.annotations.NullMarked;
