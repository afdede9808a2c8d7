package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.error.ApiError;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A rule about several fields of credentials at once. */
@FunctionalInterface
interface Rule {

    /** What is wrong, if anything; the fields by themselves are right. */
    Optional<ApiError> fault(Given given);

    /** One of them, and not two. */
    static Rule oneOf(Input<?>... fields) {
        return given -> {
            long count = Stream.of(fields).filter(given::has).count();
            return count == 1
                    ? Optional.empty()
                    : Optional.of(
                            whole(
                                    count == 0 ? "required" : "invalid",
                                    "Give exactly one of %s.".formatted(names(fields))));
        };
    }

    /** All of them or none. */
    static Rule together(Input<?>... fields) {
        return given ->
                Stream.of(fields).anyMatch(given::has)
                        ? Stream.of(fields)
                                .filter(field -> !given.has(field))
                                .findFirst()
                                .map(
                                        field ->
                                                at(
                                                        field,
                                                        "required",
                                                        "Give %s together."
                                                                .formatted(names(fields))))
                        : Optional.empty();
    }

    /** The fault of one field. */
    static ApiError at(Input<?> field, String code, String detail) {
        return ApiError.attribute("secret/" + field.name(), code, detail);
    }

    /** The fault of the credentials as a whole. */
    static ApiError whole(String code, String detail) {
        return ApiError.attribute("secret", code, detail);
    }

    private static String names(Input<?>... fields) {
        return Arrays.stream(fields).map(Input::name).collect(Collectors.joining(", "));
    }
}
