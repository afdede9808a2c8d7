package dev.bailiwick.posture.jsonapi;

import java.util.List;

/** The declarations of one feature; each feature offers one bean of this type. */
public record Declarations(List<Declared> all) {

    public Declarations {
        all = List.copyOf(all);
    }

    public static Declarations of(Declared... declared) {
        return new Declarations(List.of(declared));
    }
}
