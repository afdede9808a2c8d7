package dev.bailiwick.posture.access.matrix;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.springframework.core.annotation.AnnotatedElementUtils;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Optional;

/** What an endpoint asks of its callers. */
sealed interface Needs {

    /** Nothing at all. */
    record Nothing() implements Needs {}

    /** A membership of the tenant. */
    record Membership() implements Needs {}

    record Held(Permission permission) implements Needs {}

    /**
     * Something that depends on what the path names. The endpoint is every member's, and its method
     * asks for the rest.
     */
    record Depending(On on, Permission permission) implements Needs {}

    /** What frees from the permission, or where it must be held. */
    enum On {
        SELF("self-or"),
        OWNER("owner-or"),
        THERE("there");

        private final String word;

        On(String word) {
            this.word = word;
        }
    }

    /**
     * @throws IllegalArgumentException for anything but the words of the matrix
     */
    static Needs parse(String word) {
        return switch (word) {
            case "ANONYMOUS" -> new Nothing();
            case "MEMBER" -> new Membership();
            default -> {
                int colon = word.indexOf(':');
                if (colon < 0) {
                    yield new Held(Permission.valueOf(word));
                }
                String kind = word.substring(0, colon);
                for (On on : On.values()) {
                    if (on.word.equals(kind)) {
                        yield new Depending(on, Permission.valueOf(word.substring(colon + 1)));
                    }
                }
                throw new IllegalArgumentException("no such need: " + word);
            }
        };
    }

    /** What the annotations of a handler say. */
    static Optional<Needs> of(Method method) {
        return of((AnnotatedElement) method)
                .or(() -> of((AnnotatedElement) method.getDeclaringClass()));
    }

    private static Optional<Needs> of(AnnotatedElement element) {
        RequiresPermission permission =
                AnnotatedElementUtils.findMergedAnnotation(element, RequiresPermission.class);
        if (permission != null) {
            // several at once are in no row, so they never agree with one
            return permission.value().length == 1
                    ? Optional.of(new Held(Permission.valueOf(permission.value()[0])))
                    : Optional.empty();
        }
        if (AnnotatedElementUtils.hasAnnotation(element, AnyMember.class)) {
            return Optional.of(new Membership());
        }
        return AnnotatedElementUtils.hasAnnotation(element, Anonymous.class)
                ? Optional.of(new Nothing())
                : Optional.empty();
    }

    /** As annotations can say it. */
    default Needs declared() {
        return this instanceof Depending ? new Membership() : this;
    }
}
