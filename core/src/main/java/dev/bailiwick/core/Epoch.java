package dev.bailiwick.core;

/**
 * The state of authority from which a scope was derived: a number that rises whenever anything
 * changes that decides what the principal may do, such as a membership, a role or the tenant's
 * status. Whoever keeps authority decides what counts and where the number is kept; the scope
 * carries it, so that the database can tell a scope that was derived before the last change.
 *
 * <p>Two scopes that differ in nothing but their epoch are two scopes: what was opened in the older
 * one is not used in the newer.
 *
 * @param value not negative
 */
public record Epoch(long value) {

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("An epoch is not negative: " + value);
        }
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
