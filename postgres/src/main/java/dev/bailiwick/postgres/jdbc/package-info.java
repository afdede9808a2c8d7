/**
 * The wall in Java: data sources that refuse every statement outside a scope before anything is
 * sent, and put the scope in front of each transaction's first statement. Knows of a {@link
 * dev.bailiwick.postgres.Wall} the names of its settings and the types of its keys, and nothing of
 * its tables: what a scope reaches is the database's to say.
 *
 * <p><strong>Threads.</strong> A data source may be used by many threads if its pool may. The scope
 * is the thread's: a connection works for whichever scope is current on the thread that uses it,
 * and a transaction may be continued on another thread only in a scope that was carried there. A
 * connection and what it makes are for one thread at a time, as in all of JDBC.
 */
@NullMarked
package dev.bailiwick.postgres.jdbc;

import org.jspecify.annotations.NullMarked;
