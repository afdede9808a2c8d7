/**
 * Authority inside a tenant: roles and their permissions, provider groups, and which providers a
 * principal sees. Does not own who the principals are.
 *
 * <p>What changes authority are functions of the database, which call each other across features:
 * who accepts an invitation joins a tenant, and an owner who leaves takes keys, roles and
 * invitations along. So their answers are one vocabulary, {@link
 * dev.bailiwick.posture.access.Outcome}, in which a word is the same answer of the API wherever it
 * comes from; a test holds that they answer all of these words and no others.
 */
@NullMarked
package dev.bailiwick.posture.access;

import org.jspecify.annotations.NullMarked;
