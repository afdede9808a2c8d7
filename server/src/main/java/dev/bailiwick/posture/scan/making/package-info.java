/**
 * Having scans made: ordered, each in its turn by the account, run by a scanner, and ended.
 *
 * <p>Does not know why one was ordered: by somebody, or by a {@code schedule}.
 */
@NullMarked
package dev.bailiwick.posture.scan.making;

import org.jspecify.annotations.NullMarked;
