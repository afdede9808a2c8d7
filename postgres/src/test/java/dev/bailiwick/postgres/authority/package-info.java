/** Authority in the database: what its functions let through, one by one and several at once. */
@NullMarked
package dev.bailiwick.postgres.authority;

import org.jspecify.annotations.NullMarked;
