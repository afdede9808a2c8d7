package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.error.ApiError;

import java.util.Collection;
import java.util.regex.Pattern;

/** What is said of fields that a request document cannot have. */
public final class UnknownFields {

    private static final Pattern PRINTABLE = Pattern.compile("[\\w.-]{1,60}");

    private UnknownFields() {}

    /**
     * The fault of one of them.
     *
     * @param place of the object that has it, as a JSON pointer
     * @param known names that it may have
     */
    public static ApiError fault(String place, String name, Collection<String> known) {
        // what cannot be shown is not pointed to either
        boolean printable = PRINTABLE.matcher(name).matches();
        return ApiError.at(
                printable ? place + "/" + name : place,
                "invalid",
                "Invalid fields: %s. %s"
                        .formatted(
                                printable ? name : "(unprintable)",
                                known.isEmpty()
                                        ? "There are none here."
                                        : "There are " + String.join(", ", known) + "."));
    }
}
