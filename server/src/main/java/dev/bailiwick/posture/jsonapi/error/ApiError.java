package dev.bailiwick.posture.jsonapi.error;

import org.jspecify.annotations.Nullable;

/**
 * One entry of an errors document.
 *
 * @param code a stable word for programs, such as {@code required}
 * @param detail a sentence for people
 * @param source where in the request the fault lies; null where the request has no such place
 */
public record ApiError(int status, String code, String detail, @Nullable Source source) {

    /** The place of a fault in the request. */
    public sealed interface Source {

        /** A place in the request document, as a JSON pointer. */
        record Pointer(String pointer) implements Source {}

        /** A query parameter, by its name as the client wrote it. */
        record Parameter(String name) implements Source {}
    }

    public static ApiError at(String pointer, String code, String detail) {
        return new ApiError(400, code, detail, new Source.Pointer(pointer));
    }

    public static ApiError parameter(String name, String code, String detail) {
        return new ApiError(400, code, detail, new Source.Parameter(name));
    }

    /** The fault of the attribute {@code name} in a request document. */
    public static ApiError attribute(String name, String code, String detail) {
        return at("/data/attributes/" + name, code, detail);
    }

    /** The fault of the relationship {@code name} in a request document. */
    public static ApiError relationship(String name, String code, String detail) {
        return at("/data/relationships/" + name, code, detail);
    }

    /** The same fault under another status. */
    public ApiError withStatus(int newStatus) {
        return new ApiError(newStatus, code, detail, source);
    }
}
