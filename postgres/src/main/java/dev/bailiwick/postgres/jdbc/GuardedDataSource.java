package dev.bailiwick.postgres.jdbc;

import dev.bailiwick.postgres.Wall;

import java.util.Optional;

import javax.sql.DataSource;

/**
 * A data source behind the wall: whatever it hands out asks for a scope before anything is sent.
 * What looks for ways around, such as the gate of an application or Hibernate's module, asks each
 * data source, through wrappers that tell, whether it is one, and believes it.
 *
 * <p>Not for applications to implement: {@link ScopedDataSource} and {@link
 * dev.bailiwick.postgres.replica.ReplicatedDataSource} are the only ones that are compared with
 * their wall, and a Spring application with another one does not start.
 */
public interface GuardedDataSource extends DataSource {

    /** What scopes of one tenant are held to here; empty if none are served. */
    default Optional<Wall> wall() {
        return Optional.empty();
    }
}
