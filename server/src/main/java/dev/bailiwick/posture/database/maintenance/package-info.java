/**
 * What works across tenants on a database that is there: the log of it, locks between commands, and
 * the partitions of coming months. Other features use the latter two; none of it opens a database.
 */
@NullMarked
package dev.bailiwick.posture.database.maintenance;

import org.jspecify.annotations.NullMarked;
