/**
 * Signed tokens: their claims, the keys that sign them, and how those are kept and rotated.
 *
 * <p>Knows no database: whether a token's user may still come in is asked elsewhere.
 */
@NullMarked
package dev.bailiwick.posture.account.token;

import org.jspecify.annotations.NullMarked;
