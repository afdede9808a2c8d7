package dev.bailiwick.posture.edge;

import jakarta.servlet.ServletRequest;

import java.time.Instant;

/** When a request began to come in: its head was there, its body may not have been. */
public final class Arrival {

    private static final String ATTRIBUTE = Arrival.class.getName();

    private Arrival() {}

    static void note(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, Instant.now());
    }

    /**
     * @throws IllegalStateException if the request did not come through the edge
     */
    public static Instant of(ServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Instant arrived) {
            return arrived;
        }
        throw new IllegalStateException("This request did not come through the edge");
    }
}
