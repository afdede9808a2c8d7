/**
 * Declares the tables of a Boot application by its entities, and answers changes of rows that come
 * to nothing. Pins no session: that the Hibernate module is on the class path does.
 */
@NullMarked
package dev.bailiwick.spring.jpa;

import org.jspecify.annotations.NullMarked;
