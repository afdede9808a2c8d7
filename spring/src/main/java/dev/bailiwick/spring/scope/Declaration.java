package dev.bailiwick.spring.scope;

import dev.bailiwick.core.Scope;

import java.util.Set;

/** What a method declares of its scope. */
sealed interface Declaration {

    /** That it enters this one. */
    record Enters(Scope scope) implements Declaration {}

    /** That it enters the one which an argument names. */
    record EntersNamed(int parameter) implements Declaration {}

    /** That it enters each tenant's in turn. */
    record EntersEach() implements Declaration {}

    /** That its caller is in one of these kinds. */
    record Requires(Set<Class<? extends Scope>> kinds) implements Declaration {

        public Requires {
            kinds = Set.copyOf(kinds);
        }
    }

    /** That it needs none. */
    record NeedsNone() implements Declaration {}

    /** Whether a method that nobody calls, but the clock, has its scope by this. */
    default boolean enoughForTheClock() {
        return switch (this) {
            case Enters _, EntersEach _, NeedsNone _ -> true;
            case EntersNamed _, Requires _ -> false;
        };
    }

    /** Whether anything has to be done around the method. */
    default boolean advises() {
        return !(this instanceof NeedsNone);
    }
}
