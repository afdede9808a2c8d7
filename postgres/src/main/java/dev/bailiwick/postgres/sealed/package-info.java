/**
 * Seals: what makes the setting that carries a scope impossible to forge for SQL that runs as the
 * app role, the keys, and the SQL that checks them. Knows nothing of scopes, tables or connections;
 * a data source is sealed with {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#sealed}.
 *
 * <p><strong>In three steps.</strong> Let whoever may create roles run {@link
 * dev.bailiwick.postgres.sealed.SealSql#setup}, and the migration run {@link
 * dev.bailiwick.postgres.WallSql#functions(dev.bailiwick.postgres.Wall)} of the wall {@code
 * sealedAs} the same form; make a {@link dev.bailiwick.postgres.sealed.SealKey} and add it to
 * {@link dev.bailiwick.postgres.sealed.SealKeys}; give a {@link dev.bailiwick.postgres.sealed.Seal}
 * with it to the data source and its form to the gate.
 */
@NullMarked
package dev.bailiwick.postgres.sealed;

import org.jspecify.annotations.NullMarked;
