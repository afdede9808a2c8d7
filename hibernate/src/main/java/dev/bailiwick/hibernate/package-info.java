/**
 * Hibernate behind the wall: tables declared by annotations on entities, sessions that belong to
 * the scope they were opened in, and caches whose keys carry the tenant. Sends nothing to the
 * database by itself and replaces no policy: a {@link dev.bailiwick.postgres.jdbc.ScopedDataSource}
 * lies beneath in all cases.
 *
 * <p><strong>In three steps.</strong> Annotate every entity with {@link
 * dev.bailiwick.hibernate.Tenanted}, {@link dev.bailiwick.hibernate.Chained}, {@link
 * dev.bailiwick.hibernate.Global}, {@link dev.bailiwick.hibernate.Identity} or {@link
 * dev.bailiwick.hibernate.Internal}; make a {@link dev.bailiwick.postgres.Wall} of them with {@link
 * dev.bailiwick.hibernate.EntityWall}; give Hibernate a scoped data source. That this module is on
 * the class path is enough for the rest: every session factory that is built is a pinned one.
 *
 * <p><strong>Threads.</strong> A session is for one thread at a time, as always, and in each only
 * in a scope equal to its own.
 */
@NullMarked
package dev.bailiwick.hibernate;

import org.jspecify.annotations.NullMarked;
