/**
 * The programs that {@code docs/toolkit/spring.md} shows, as one application that a test starts.
 * Not a place for what the guide does not show.
 */
@NullMarked
package dev.bailiwick.spring.guide;

import org.jspecify.annotations.NullMarked;
