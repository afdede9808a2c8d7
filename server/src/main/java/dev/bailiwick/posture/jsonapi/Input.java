package dev.bailiwick.posture.jsonapi;

import dev.bailiwick.posture.jsonapi.value.Kind;

/**
 * One attribute that a request document may carry.
 *
 * @param required must be there when an object is created; a change may always leave it out
 */
public record Input<T>(String name, Kind<T> kind, boolean required) {

    public static <T> Input<T> required(String name, Kind<T> kind) {
        return new Input<>(name, kind, true);
    }

    public static <T> Input<T> optional(String name, Kind<T> kind) {
        return new Input<>(name, kind, false);
    }
}
