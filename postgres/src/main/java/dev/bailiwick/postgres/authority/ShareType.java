package dev.bailiwick.postgres.authority;

import java.util.Objects;

/**
 * A kind of resource that can be shared: the rows of one table. {@link Shares#type} knows which
 * there are.
 */
public record ShareType(String name) {

    public ShareType {
        Objects.requireNonNull(name, "name");
    }
}
