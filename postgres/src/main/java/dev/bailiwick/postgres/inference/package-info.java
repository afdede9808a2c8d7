/**
 * Reads an existing database and proposes the declaration of every table: from its foreign keys to
 * the table of tenants, and from nothing else. Writes nothing, and what does not follow from the
 * catalogue becomes a question.
 */
@NullMarked
package dev.bailiwick.postgres.inference;

import org.jspecify.annotations.NullMarked;
