package dev.bailiwick.checks;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports as firewalls are told them: a number, a text, a range, a star, or a list of these. */
final class Ports {

    private static final Pattern RANGE =
            Pattern.compile("(?i)\\s*(\\d{1,6})\\s*(?:-\\s*(\\d{1,6})\\s*)?(?:/tcp)?");

    private Ports() {}

    static boolean cover(Object ports, long port) {
        Meter.look();
        return switch (ports) {
            case List<?> list -> list.stream().anyMatch(one -> cover(one, port));
            case Number number -> number.longValue() == port;
            case String text -> text.strip().equals("*") || covers(text, port);
            default -> throw new IllegalArgumentException("what should be ports is none");
        };
    }

    private static boolean covers(String text, long port) {
        Meter.look(text);
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw new IllegalArgumentException("what should be ports is none");
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2) == null ? first : Long.parseLong(range.group(2));
        return first <= port && port <= last;
    }
}
