/**
 * A small Boot application's database for the tests: two shops behind the wall. Knows nothing of
 * what is tested with it.
 */
@NullMarked
package dev.bailiwick.spring.shop;

import org.jspecify.annotations.NullMarked;
