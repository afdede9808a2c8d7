package dev.bailiwick.posture.jsonapi;

/** One relationship that a request document may carry. */
public record InputLink(String name, String type, boolean many, boolean required) {

    public static InputLink one(String name, String type) {
        return new InputLink(name, type, false, false);
    }

    public static InputLink many(String name, String type) {
        return new InputLink(name, type, true, false);
    }

    /** The same, which must be there when an object is created. */
    public InputLink orRefuse() {
        return new InputLink(name, type, many, true);
    }
}
