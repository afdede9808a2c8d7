/**
 * {@code bailiwick audit}: what differs between declared and live, what of it is accepted for a
 * time, and the reports of it. Finds nothing itself; {@code dev.bailiwick.postgres.Gate} does.
 */
@NullMarked
package dev.bailiwick.cli.audit;

import org.jspecify.annotations.NullMarked;
