/**
 * How much a request may take: bytes and time of its head and of its body.
 *
 * <p>Uploads have limits of their own, which are {@code ingestion}'s.
 */
@NullMarked
package dev.bailiwick.posture.edge.limit;

import org.jspecify.annotations.NullMarked;
