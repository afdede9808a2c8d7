/**
 * Whom this server may talk to on behalf of strangers: public addresses, and those alone that its
 * operator names besides. Knows nothing of what is said.
 */
@NullMarked
package dev.bailiwick.checks.outward;

import org.jspecify.annotations.NullMarked;
