/**
 * Read replicas: where a transaction goes, and how a reader finds what it wrote. Knows nothing of
 * scopes but to keep positions apart by them: each server has a scoped data source of its own, and
 * the wall is the same on all of them.
 */
@NullMarked
package dev.bailiwick.postgres.replica;

import org.jspecify.annotations.NullMarked;
