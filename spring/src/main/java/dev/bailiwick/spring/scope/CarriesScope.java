package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;

/**
 * Something that says whose it is, such as an event that is listened to after its transaction, or
 * on another thread.
 */
@FunctionalInterface
public interface CarriesScope {

    /** The scope in which it is to be handled. */
    Scope scope();
}
