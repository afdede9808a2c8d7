/**
 * An application with authority, Spring Data JPA and Flyway, as its page shows it. Tests no part of
 * the starter that it does not use.
 */
@NullMarked
package dev.bailiwick.spring.desk;

import org.jspecify.annotations.NullMarked;
