/**
 * The one hash that features share: what is looked up, remembered or compared by its SHA-256.
 *
 * <p>Does not know what is hashed, and is not for passwords.
 */
@NullMarked
package dev.bailiwick.posture.digest;

import org.jspecify.annotations.NullMarked;
