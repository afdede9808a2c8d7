package dev.bailiwick.spring.request;

import java.util.Set;

/** What an endpoint asks of its callers. */
sealed interface Requirement {

    /** All of these; not empty. */
    record Permissions(Set<String> names) implements Requirement {

        public Permissions {
            names = Set.copyOf(names);
        }
    }

    /** An authenticated principal. */
    record Member() implements Requirement {}

    /** Nothing. */
    record Nothing() implements Requirement {}
}
