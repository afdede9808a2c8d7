/**
 * Checks that are files: what they look at, when they pass, and examples that prove it. Judges
 * resources and whole directories; knows no tenant, no database and no framework.
 */
@NullMarked
package dev.bailiwick.checks;

import org.jspecify.annotations.NullMarked;
