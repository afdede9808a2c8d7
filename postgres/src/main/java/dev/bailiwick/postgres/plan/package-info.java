/**
 * What brings a database to its declaration, and back: the statements for what differs and no
 * others. Runs nothing; what differs is found by {@link dev.bailiwick.postgres.Gate}.
 */
@NullMarked
package dev.bailiwick.postgres.plan;

import org.jspecify.annotations.NullMarked;
