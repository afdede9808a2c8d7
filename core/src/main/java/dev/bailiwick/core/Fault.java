package dev.bailiwick.core;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * One difference between what was declared and what the database is.
 *
 * <p>Sorted by object, message and id, so that a list of them reads like a list of the database.
 *
 * @param id which check found it: lower-case words with hyphens, the same in every release
 * @param severity whether it stops the start
 * @param object what is concerned, with its kind: {@code table invoice}
 * @param message what is wrong with it, as the rest of the sentence
 */
public record Fault(String id, Severity severity, String object, String message)
        implements Comparable<Fault>, Serializable {

    private static final Comparator<Fault> ORDER =
            Comparator.comparing(Fault::object)
                    .thenComparing(Fault::message)
                    .thenComparing(Fault::id);

    public Fault {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(message, "message");
    }

    /** Whether it stops the start. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public int compareTo(Fault other) {
        return ORDER.compare(this, other);
    }

    /** The sentence: object and message. */
    @Override
    public String toString() {
        return object + ": " + message;
    }

    /** What a fault is worth. */
    public enum Severity {
        /** Tenants may not be held apart: the application must not start. */
        ERROR,
        /** Nothing leaks by it alone: one of the two walls is thinner, or a mistake is near. */
        WARNING
    }
}
