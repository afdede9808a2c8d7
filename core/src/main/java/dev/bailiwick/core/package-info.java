/**
 * Scopes, tenants and principals, and what goes wrong with them. Knows no database, no framework
 * and no logger.
 */
@NullMarked
package dev.bailiwick.core;

import org.jspecify.annotations.NullMarked;
