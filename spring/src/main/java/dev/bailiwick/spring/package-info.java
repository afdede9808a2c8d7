/**
 * Bailiwick in Spring Boot, as an application meets it first: what it says about its callers and
 * its endpoints, and what it can ask. Knows no credentials, no roles and no tables; what acts on
 * what is said here has packages of its own.
 */
@NullMarked
package dev.bailiwick.spring;

import org.jspecify.annotations.NullMarked;
