/** What holds of scopes whatever they are used for. Knows no database. */
@NullMarked
package dev.bailiwick.core;

import org.jspecify.annotations.NullMarked;
