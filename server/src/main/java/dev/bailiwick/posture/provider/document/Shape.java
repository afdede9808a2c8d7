package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What may stand at a place of a document. Everything else is refused, so that what a reader of
 * documents learns to do one day is not done with those that were taken before.
 */
sealed interface Shape {

    /**
     * The value as it is handed on.
     *
     * @param place where it stands, for messages
     * @throws InvalidValueException if it may not stand here
     */
    Object read(Object given, String place);

    /** Any text. */
    static Shape text() {
        return new Text(any -> true, "");
    }

    /**
     * A text that fits.
     *
     * @param must what it must be, for the message
     */
    static Shape text(Predicate<String> fits, String must) {
        return new Text(fits, must);
    }

    /** {@code true} or {@code false}, handed on as such. */
    static Shape flag() {
        return new Flag(Set.of("true", "false"), "must be true or false");
    }

    /** Nothing but {@code false}. */
    static Shape never(String why) {
        return new Flag(Set.of("false"), why);
    }

    /** Nothing but {@code true}. */
    static Shape always(String why) {
        return new Flag(Set.of("true"), why);
    }

    static Shape list(Shape each) {
        return new Each(each, "");
    }

    /** A list of maps of which each has another {@code key}. */
    static Shape list(Shape each, String key) {
        return new Each(each, key);
    }

    /** A map whose keys are names that somebody gave. */
    static Shape byName(Shape each) {
        return new ByName(each);
    }

    /** Anything, which is not handed on. */
    static Shape dropped() {
        return new Dropped();
    }

    /** A map with members of these names and no others. */
    static Members map() {
        return new Members(Map.of(), Map.of(), Set.of());
    }

    record Text(Predicate<String> fits, String must) implements Shape {

        @Override
        public Object read(Object given, String place) {
            if (!(given instanceof String text)) {
                throw fault(place, "must be a text");
            }
            if (!fits.test(text)) {
                throw fault(place, must);
            }
            return text;
        }
    }

    record Flag(Set<String> taken, String why) implements Shape {

        @Override
        public Object read(Object given, String place) {
            if (!(given instanceof String text) || !taken.contains(text)) {
                throw fault(place, why);
            }
            return text.equals("true");
        }
    }

    record Each(Shape each, String key) implements Shape {

        @Override
        public Object read(Object given, String place) {
            if (!(given instanceof List<?> list)) {
                throw fault(place, "must be a list");
            }
            List<Object> result = new ArrayList<>();
            Set<Object> keys = new LinkedHashSet<>();
            for (Object member : list) {
                Object read = each.read(member, "%s[%d]".formatted(place, result.size()));
                if (read instanceof Map<?, ?> map
                        && map.get(key) instanceof String name
                        && !keys.add(name)) {
                    throw fault(place, "has two of one " + key);
                }
                result.add(read);
            }
            return result;
        }
    }

    record ByName(Shape each) implements Shape {

        @Override
        public Object read(Object given, String place) {
            Map<String, Object> result = new LinkedHashMap<>();
            map(given, place)
                    .forEach(
                            (name, value) ->
                                    result.put(
                                            name,
                                            each.read(value, place + "." + Members.shown(name))));
            return result;
        }
    }

    record Dropped() implements Shape {

        @Override
        public Object read(Object given, String place) {
            return this;
        }
    }

    /**
     * @param refused names that others know, each with why it is not taken
     */
    record Members(Map<String, Shape> known, Map<String, String> refused, Set<String> required)
            implements Shape {

        private static final Pattern PRINTABLE = Pattern.compile("[\\w.-]{1,60}");

        Members with(String name, Shape shape) {
            Map<String, Shape> more = new LinkedHashMap<>(known);
            more.put(name, shape);
            return new Members(Collections.unmodifiableMap(more), refused, required);
        }

        Members texts(String... names) {
            Members result = this;
            for (String name : names) {
                result = result.with(name, Shape.text());
            }
            return result;
        }

        Members required(String name, Shape shape) {
            Set<String> more = new LinkedHashSet<>(required);
            more.add(name);
            return new Members(known, refused, Collections.unmodifiableSet(more)).with(name, shape);
        }

        Members refusing(String why, String... names) {
            Map<String, String> more = new LinkedHashMap<>(refused);
            List.of(names).forEach(name -> more.put(name, why));
            return new Members(known, Collections.unmodifiableMap(more), required);
        }

        @Override
        public Object read(Object given, String place) {
            Map<String, Object> members = map(given, place);
            Map<String, Object> result = new LinkedHashMap<>();
            members.forEach(
                    (name, value) -> {
                        String at = place.isEmpty() ? shown(name) : place + "." + shown(name);
                        Shape shape = known.get(name);
                        if (shape == null) {
                            throw fault(at, refused.getOrDefault(name, "is not taken here"));
                        }
                        Object read = shape.read(value, at);
                        if (!(read instanceof Dropped)) {
                            result.put(name, read);
                        }
                    });
            for (String name : required) {
                if (!members.containsKey(name)) {
                    throw fault(place.isEmpty() ? name : place + "." + name, "is missing");
                }
            }
            return result;
        }

        static String shown(String name) {
            return PRINTABLE.matcher(name).matches() ? name : "(unprintable)";
        }
    }

    @SuppressWarnings("unchecked") // documents are made of maps by texts
    private static Map<String, Object> map(Object given, String place) {
        if (!(given instanceof Map<?, ?> map)) {
            throw fault(place.isEmpty() ? "The document" : place, "must be a map");
        }
        return (Map<String, Object>) map;
    }

    private static InvalidValueException fault(String place, String fault) {
        return Documents.broken("%s %s.".formatted(place, fault));
    }
}
