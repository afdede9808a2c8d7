/**
 * A library of books: a feature as small as one can be, to try the API's declarations on. Outside
 * the server's own package, so that no real server picks it up.
 */
@NullMarked
package dev.bailiwick.sample;

import org.jspecify.annotations.NullMarked;
