/**
 * The whole application that {@code docs/toolkit/spring.md} begins with: nothing else is needed to
 * run it. Takes nothing from the other tests.
 */
@NullMarked
package dev.bailiwick.spring.store;

import org.jspecify.annotations.NullMarked;
