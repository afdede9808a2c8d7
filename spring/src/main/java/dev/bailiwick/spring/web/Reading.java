package dev.bailiwick.spring.web;

/** What one source says of a request. */
sealed interface Reading {

    /** It names a tenant, rightly or not. */
    record Named(String name) implements Reading {}

    /** It names none. */
    record Nothing() implements Reading {}

    /** It cannot be read. */
    record Malformed(String reason) implements Reading {}
}
