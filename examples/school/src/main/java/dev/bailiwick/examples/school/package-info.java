/**
 * Schools that share their tables. Knows nothing of how tenants are held apart, but for the
 * annotations on entities.
 */
@NullMarked
package dev.bailiwick.examples.school;

import org.jspecify.annotations.NullMarked;
