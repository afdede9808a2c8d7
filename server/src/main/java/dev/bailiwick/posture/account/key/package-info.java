/**
 * API keys: their secrets, how they are made, listed and revoked, and when they were last used.
 *
 * <p>Whether a key's user may still come in, and may do what is asked, is decided elsewhere.
 */
@NullMarked
package dev.bailiwick.posture.account.key;

import org.jspecify.annotations.NullMarked;
