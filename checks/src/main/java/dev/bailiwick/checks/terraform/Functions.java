package dev.bailiwick.checks.terraform;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Functions of Terraform that need nothing but their arguments. All others, those that read files
 * above all, are not worked out.
 */
final class Functions {

    private static final int ELEMENTS = 10_000;

    /** Of one list. */
    private static final int JOINED = 1_000;

    /** Letters of what is looked for in a text, at each of which it may have to be begun again. */
    private static final int SOUGHT = 256;

    private static final Map<String, Function<List<Object>, @Nullable Object>> KNOWN =
            Map.ofEntries(
                    Map.entry("jsonencode", Functions::structure),
                    Map.entry("yamlencode", Functions::structure),
                    Map.entry("tolist", Functions::same),
                    Map.entry("toset", Functions::set),
                    Map.entry("tomap", Functions::same),
                    Map.entry("sensitive", Functions::same),
                    Map.entry("nonsensitive", Functions::same),
                    Map.entry("tostring", Functions::text),
                    Map.entry("tobool", Functions::truth),
                    Map.entry("lower", Functions::lower),
                    Map.entry("upper", Functions::upper),
                    Map.entry("trimspace", Functions::trimmed),
                    Map.entry("base64encode", Functions::encoded),
                    Map.entry("base64decode", Functions::decoded),
                    Map.entry("concat", Functions::concat),
                    Map.entry("merge", Functions::merge),
                    Map.entry("join", Functions::join),
                    Map.entry("format", Functions::format),
                    Map.entry("replace", Functions::replace),
                    Map.entry("length", Functions::length));

    private static final Set<String> PUTTING_TOGETHER = Set.of("join", "format");

    /** Whose result has in it what stands in the argument. */
    private static final Set<String> KEEPING =
            Set.of(
                    "base64encode",
                    "trimspace",
                    "sensitive",
                    "nonsensitive",
                    "tostring",
                    "join",
                    "format",
                    "tolist",
                    "toset");

    private Functions() {}

    static @Nullable Object call(String function, List<@Nullable Object> arguments) {
        return switch (function) {
            case "coalesce" -> coalesce(arguments);
            case "try" -> attempt(arguments);
            case "lookup" -> lookup(arguments);
            case "templatefile" -> new Unresolved("templatefile()", handed(arguments));
            default ->
                    PUTTING_TOGETHER.contains(function)
                            ? together(function, arguments)
                            : whole(function, arguments);
        };
    }

    /** What is worked out has not failed. */
    private static Object attempt(List<@Nullable Object> arguments) {
        Object first = arguments.isEmpty() ? null : arguments.getFirst();
        return first == null ? unknown("try") : first;
    }

    /** What a file is filled with, which says more than nothing of the text that comes of it. */
    private static String handed(List<@Nullable Object> arguments) {
        var lines = new StringBuilder();
        if (arguments.size() == 2 && arguments.getLast() instanceof Fields fields) {
            for (String name : fields.keySet()) {
                if (fields.peek(name) instanceof String text
                        && text.length() + lines.length() < Evaluation.TEXT) {
                    lines.append(name).append("='").append(text).append("'\n");
                }
            }
        }
        return lines.toString();
    }

    /** With what is known of it, if something is not. */
    private static @Nullable Object together(String function, List<@Nullable Object> arguments) {
        var unknown = new ArrayList<Unresolved>();
        var parts = new ArrayList<@Nullable Object>();
        for (Object argument : arguments) {
            parts.add(
                    argument instanceof Elements elements && elements.size() <= JOINED
                            ? Elements.of(
                                    elements.peek().stream()
                                            .map(each -> part(each, unknown))
                                            .toList())
                            : part(argument, unknown));
        }
        Object text = whole(function, parts);
        return unknown.isEmpty() || !(text instanceof String written)
                ? whole(function, arguments)
                : new Unresolved(unknown.getFirst().what(), written);
    }

    private static @Nullable Object part(@Nullable Object value, List<Unresolved> unknown) {
        if (!(value instanceof Unresolved what)) {
            return value;
        }
        unknown.add(what);
        return what.written().isEmpty() ? Evaluation.SOMETHING : what.written();
    }

    private static @Nullable Object whole(String function, List<@Nullable Object> arguments) {
        Function<List<Object>, @Nullable Object> known = KNOWN.get(function);
        var values = new ArrayList<Object>();
        for (Object argument : arguments) {
            if (known == null || argument == null) {
                return unknown(function);
            }
            if (argument instanceof Unresolved what) {
                return KEEPING.contains(function) || what.written().isEmpty()
                        ? what
                        : new Unresolved(what.what());
            }
            values.add(argument);
        }
        Object result = known == null || values.isEmpty() ? null : known.apply(values);
        return result == null ? unknown(function) : result;
    }

    private static Unresolved unknown(String function) {
        return new Unresolved(function + "()");
    }

    /**
     * It serves a check better than the text that it is made into. Another one than the argument,
     * which is no text.
     */
    private static @Nullable Object structure(List<Object> arguments) {
        return switch (same(arguments)) {
            case Elements elements -> Elements.of(elements.peek());
            case Fields _ -> merge(arguments);
            case null, default -> null;
        };
    }

    private static @Nullable Object same(List<Object> arguments) {
        return arguments.size() == 1 ? arguments.getFirst() : null;
    }

    /** Each of its elements once, as the texts that they may be turned into. */
    private static @Nullable Object set(List<Object> arguments) {
        if (arguments.size() != 1 || !(arguments.getFirst() instanceof Elements elements)) {
            return null;
        }
        var all = new LinkedHashMap<String, Object>();
        for (Object element : elements.peek()) {
            if (!Operators.isWritten(element)) {
                return null;
            }
            all.putIfAbsent(element.toString(), element);
        }
        return all.size() == elements.size() ? elements : Elements.of(List.copyOf(all.values()));
    }

    private static @Nullable Object text(List<Object> arguments) {
        Object scalar = arguments.getFirst();
        return Operators.isWritten(scalar) ? scalar.toString() : null;
    }

    /** Beyond these, what a letter is and what belongs to it differs from language to language. */
    private static boolean isPlain(String text) {
        return text.chars().allMatch(letter -> letter < 128);
    }

    private static @Nullable Object truth(List<Object> arguments) {
        return switch (arguments.getFirst()) {
            case Boolean truth -> truth;
            case String text when text.equals("true") || text.equals("false") ->
                    Boolean.valueOf(text);
            default -> null;
        };
    }

    private static @Nullable Object lower(List<Object> arguments) {
        return arguments.getFirst() instanceof String text && isPlain(text)
                ? text.toLowerCase(Locale.ROOT)
                : null;
    }

    private static @Nullable Object upper(List<Object> arguments) {
        return arguments.getFirst() instanceof String text && isPlain(text)
                ? text.toUpperCase(Locale.ROOT)
                : null;
    }

    private static @Nullable Object trimmed(List<Object> arguments) {
        return arguments.getFirst() instanceof String text && isPlain(text) ? text.strip() : null;
    }

    private static @Nullable Object encoded(List<Object> arguments) {
        Object scalar = same(arguments);
        return Operators.isWritten(scalar) ? Encoding.encoded(String.valueOf(scalar)) : null;
    }

    private static @Nullable Object decoded(List<Object> arguments) {
        return same(arguments) instanceof String text ? Encoding.decoded(text) : null;
    }

    private static @Nullable Object concat(List<Object> arguments) {
        var all = new ArrayList<Object>();
        for (Object argument : arguments) {
            if (!(argument instanceof Elements elements)
                    || all.size() + elements.size() > ELEMENTS) {
                return null;
            }
            all.addAll(elements.peek());
        }
        return Elements.of(all);
    }

    private static @Nullable Object merge(List<Object> arguments) {
        var all = new LinkedHashMap<String, Object>();
        int line = 0;
        for (Object argument : arguments) {
            if (!(argument instanceof Fields fields) || all.size() + fields.size() > ELEMENTS) {
                return null;
            }
            line = line == 0 ? fields.line() : line;
            for (String name : fields.keySet()) {
                all.put(name, peek(fields, name));
            }
        }
        return Fields.of(line, all);
    }

    private static Object peek(Fields fields, String name) {
        Object value = fields.peek(name);
        return value == null ? new Unresolved(name) : value;
    }

    private static @Nullable Object join(List<Object> arguments) {
        if (arguments.size() != 2
                || !(arguments.getFirst() instanceof String separator)
                || !(arguments.getLast() instanceof Elements elements)
                || elements.size() > JOINED
                || !elements.peek().stream().allMatch(Operators::isWritten)) {
            return null;
        }
        List<String> texts = elements.peek().stream().map(Object::toString).toList();
        long length = (long) separator.length() * texts.size();
        for (String text : texts) {
            length += text.length();
        }
        return length > Evaluation.TEXT ? null : String.join(separator, texts);
    }

    /** With the verbs alone that write what stands there. */
    private static @Nullable Object format(List<Object> arguments) {
        if (!(arguments.getFirst() instanceof String written)
                || !arguments.stream().allMatch(Operators::isWritten)) {
            return null;
        }
        var text = new StringBuilder();
        int next = 1;
        for (int i = 0; i < written.length(); i++) {
            char verb = i + 1 < written.length() ? written.charAt(i + 1) : 0;
            if (written.charAt(i) != '%') {
                text.append(written.charAt(i));
            } else if (verb == '%') {
                text.append(written.charAt(++i));
            } else if ((verb == 's' || verb == 'v') && next < arguments.size()) {
                text.append(arguments.get(next++));
                i++;
            } else {
                return null;
            }
            if (text.length() > Evaluation.TEXT) {
                return null;
            }
        }
        return next == arguments.size() ? text.toString() : null;
    }

    /** Of texts: what stands between slashes is a pattern. */
    private static @Nullable Object replace(List<Object> arguments) {
        if (arguments.size() != 3
                || !(arguments.getFirst() instanceof String text)
                || !(arguments.get(1) instanceof String old)
                || !(arguments.getLast() instanceof String with)
                || old.isEmpty()
                || old.length() > SOUGHT
                || (old.startsWith("/") && old.endsWith("/"))) {
            return null;
        }
        long length = text.length();
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
            length += with.length() - old.length();
        }
        return length > Evaluation.TEXT ? null : text.replace(old, with);
    }

    /** What is taken if the map has none of that name may be what is taken in the end. */
    private static Object lookup(List<@Nullable Object> arguments) {
        if (arguments.size() > 1
                && arguments.getFirst() instanceof Fields fields
                && arguments.get(1) instanceof String name
                && fields.containsKey(name)) {
            return peek(fields, name);
        }
        String otherwise =
                arguments.size() == 3 && arguments.getLast() instanceof String text ? text : "";
        return new Unresolved("lookup()", otherwise);
    }

    /** The first that is there; a text stays one whatever the others are. */
    private static Object coalesce(List<@Nullable Object> arguments) {
        for (Object argument : arguments) {
            if (argument instanceof Unresolved
                    || (argument instanceof String text && !text.isEmpty())) {
                return argument;
            }
            if (argument != null && !argument.equals("")) {
                boolean alike =
                        arguments.stream()
                                .allMatch(
                                        other ->
                                                other == null
                                                        || other.getClass() == argument.getClass());
                return alike && Operators.isWritten(argument) ? argument : unknown("coalesce");
            }
        }
        return unknown("coalesce");
    }

    private static @Nullable Object length(List<Object> arguments) {
        return switch (arguments.getFirst()) {
            case Elements elements -> (Object) (long) elements.size();
            case Fields fields -> (long) fields.size();
            case String text when isPlain(text) -> (long) text.length();
            default -> null;
        };
    }
}
