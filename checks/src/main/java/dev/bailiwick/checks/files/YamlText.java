package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Extent;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The documents of a YAML file, value by value as they are read: nodes of a whole document would
 * take a hundred times the room of its text before anybody could count them. No type but those of
 * JSON is ever made of what is written.
 */
public final class YamlText {

    private static final int DOCUMENTS = 5_000;
    private static final int ALIASES = 500;

    private static final Resolver KINDS = new Resolver();
    private static final Set<String> YES_OR_NO = Set.of("y", "Y", "n", "N");
    private static final Pattern OCTAL = Pattern.compile("[-+]?0o[0-7_]+");
    private static final Pattern BINARY = Pattern.compile("([-+]?)0b([01]+)");

    private final Parser events;
    private final Tree tree = new Tree();

    /** Of the present document, by their anchors. */
    private final Map<String, @Nullable Object> anchored = new HashMap<>();

    /** Of maps of the present document, what they say is nothing: it is merged like a value. */
    private final IdentityHashMap<Fields, Set<String>> nothing = new IdentityHashMap<>();

    private final Set<String> open = new HashSet<>();
    private int aliases;

    private final boolean placeholders;

    private YamlText(String text, boolean placeholders) {
        this.placeholders = placeholders;
        var options = new LoaderOptions();
        options.setCodePointLimit(Math.max(1, text.length()));
        options.setProcessComments(false);
        this.events = new ParserImpl(new StreamReader(text), options);
    }

    /** Values of the kinds that {@link Fields} names, empty documents left out. */
    public static List<Object> read(String text) throws UnreadableException {
        return read(text, false);
    }

    /** As {@link #read}, where a placeholder is not known: the text is read once it is filled. */
    static List<Object> readToBeFilled(String text) throws UnreadableException {
        return read(text, true);
    }

    private static List<Object> read(String text, boolean placeholders) throws UnreadableException {
        try {
            return new YamlText(text, placeholders).documents();
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new UnreadableException(
                    mark == null ? 0 : mark.getLine() + 1, "no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new UnreadableException(0, "no YAML: " + e.getMessage());
        }
    }

    private List<Object> documents() throws UnreadableException {
        var documents = new ArrayList<Object>();
        for (Event event = events.getEvent();
                !(event instanceof StreamEndEvent);
                event = events.getEvent()) {
            if (event instanceof DocumentStartEvent) {
                anchored.clear();
                nothing.clear();
                aliases = 0;
                Object value = value(events.getEvent(), 0);
                if (value != null && documents.size() >= DOCUMENTS) {
                    throw new UnreadableException(
                            line(event), "more than " + DOCUMENTS + " documents in one file");
                }
                if (value != null) {
                    documents.add(value);
                }
            }
        }
        return documents;
    }

    private static int line(Event event) {
        return event.getStartMark() == null ? 1 : event.getStartMark().getLine() + 1;
    }

    private @Nullable Object value(Event event, int depth) throws UnreadableException {
        if (event instanceof AliasEvent alias) {
            return named(alias, depth);
        }
        tree.node(line(event), depth);
        return switch (event) {
            case ScalarEvent scalar -> anchored(event, scalar.getAnchor(), scalar(scalar));
            case SequenceStartEvent start -> {
                begin(event, start.getTag(), start.getAnchor());
                tree.list(line(event));
                yield anchored(event, start.getAnchor(), elements(depth));
            }
            case MappingStartEvent start -> {
                begin(event, start.getTag(), start.getAnchor());
                tree.map(line(event));
                yield anchored(event, start.getAnchor(), fields(line(event), depth));
            }
            default -> throw new UnreadableException(line(event), "no YAML");
        };
    }

    private void begin(Event event, @Nullable String tag, @Nullable String anchor)
            throws UnreadableException {
        if (tag != null) {
            requireOrdinary(new Tag(tag), event);
        }
        if (anchor != null) {
            open.add(anchor);
        }
    }

    private @Nullable Object anchored(Event event, @Nullable String anchor, @Nullable Object value)
            throws UnreadableException {
        if (anchor != null) {
            tree.name(line(event), anchor);
            open.remove(anchor);
            anchored.put(anchor, value);
        }
        return value;
    }

    private @Nullable Object named(AliasEvent alias, int depth) throws UnreadableException {
        String name = alias.getAnchor();
        if (open.contains(name)) {
            throw new UnreadableException(line(alias), "an alias within what it stands for");
        }
        if (!anchored.containsKey(name)) {
            throw new UnreadableException(line(alias), "no YAML: an alias of nothing");
        }
        Object value = anchored.get(name);
        if (Extent.depth(value) > 0 && ++aliases > ALIASES) {
            throw new UnreadableException(line(alias), "more than " + ALIASES + " aliases");
        }
        tree.nodes(line(alias), Extent.values(value), depth + Extent.depth(value));
        return value;
    }

    private Elements elements(int depth) throws UnreadableException {
        var values = new ArrayList<Object>();
        for (Event event = events.getEvent();
                !(event instanceof SequenceEndEvent);
                event = events.getEvent()) {
            Object value = value(event, depth + 1);
            if (value != null) {
                values.add(value);
            }
        }
        return Elements.of(values);
    }

    /** Not known if what is merged into it is not: it may say anything. */
    private Object fields(int line, int depth) throws UnreadableException {
        Unresolved unknown = null;
        var map = new Mapped();
        for (Event event = events.getEvent();
                !(event instanceof MappingEndEvent);
                event = events.getEvent()) {
            String key = key(event);
            Object value = value(events.getEvent(), depth + 1);
            if (event instanceof ScalarEvent scalar && tag(scalar).equals(Tag.MERGE)) {
                unknown = unknown == null ? unknown(value) : unknown;
                merge(line(event), map, value);
            } else if (map.says(key)) {
                throw new UnreadableException(line(event), "the key " + key + " stands here twice");
            } else {
                tree.name(line(event), key);
                map.put(key, value);
            }
        }
        return unknown == null ? written(line, map) : unknown;
    }

    private static @Nullable Unresolved unknown(@Nullable Object merged) {
        return switch (merged) {
            case Unresolved one -> one;
            case Elements several ->
                    several.peek().stream()
                            .filter(Unresolved.class::isInstance)
                            .map(Unresolved.class::cast)
                            .findFirst()
                            .orElse(null);
            case null, default -> null;
        };
    }

    private Fields written(int line, Mapped map) throws UnreadableException {
        var values = new LinkedHashMap<String, Object>();
        var none = new HashSet<String>();
        map.all()
                .forEach(
                        (name, value) -> {
                            if (value == null) {
                                none.add(name);
                            } else {
                                values.put(name, value);
                            }
                        });
        Fields fields = Fields.of(line, values);
        if (!none.isEmpty()) {
            tree.map(line);
            nothing.put(fields, none);
        }
        return fields;
    }

    private String key(Event event) throws UnreadableException {
        if (event instanceof ScalarEvent scalar) {
            if (scalar.getAnchor() != null) {
                anchored(event, scalar.getAnchor(), scalar(scalar));
            }
            return tag(scalar).equals(Tag.BINARY)
                    ? decoded(line(event), scalar.getValue())
                    : scalar.getValue();
        }
        if (event instanceof AliasEvent alias
                && anchored.get(alias.getAnchor()) instanceof String text) {
            return text;
        }
        throw new UnreadableException(line(event), "a key that is no text");
    }

    /** Of several maps the first wins. */
    private void merge(int line, Mapped into, @Nullable Object value) throws UnreadableException {
        var all = new LinkedHashMap<String, @Nullable Object>();
        for (Fields fields : maps(value)) {
            var names = new ArrayList<>(fields.keySet());
            names.addAll(nothing.getOrDefault(fields, Set.of()));
            for (String name : names) {
                tree.name(line, name);
                if (!all.containsKey(name)) {
                    all.put(name, fields.peek(name));
                }
            }
        }
        all.forEach(into::merge);
    }

    private static List<Fields> maps(@Nullable Object value) {
        return switch (value) {
            case Fields one -> List.of(one);
            case Elements several ->
                    several.peek().stream()
                            .filter(Fields.class::isInstance)
                            .map(Fields.class::cast)
                            .toList();
            case null, default -> List.of();
        };
    }

    private static Tag tag(ScalarEvent scalar) throws UnreadableException {
        String written = scalar.getTag();
        if (written == null || written.equals("!")) {
            boolean plain = scalar.getImplicit().canOmitTagInPlainScalar();
            return plain ? plain(scalar.getValue()) : Tag.STR;
        }
        var tag = new Tag(written);
        requireOrdinary(tag, scalar);
        return tag;
    }

    /** Kubernetes reads a few words and numbers more than others do. */
    private static Tag plain(String text) {
        if (YES_OR_NO.contains(text)) {
            return Tag.BOOL;
        }
        return OCTAL.matcher(text).matches() ? Tag.INT : KINDS.resolve(NodeId.scalar, text, true);
    }

    /** Some name types of the language that they are read in. */
    private static void requireOrdinary(Tag tag, Event event) throws UnreadableException {
        if (tag.isCustomGlobal()) {
            throw new UnreadableException(
                    line(event), "no YAML: the tag is not allowed: " + tag.getValue());
        }
    }

    private @Nullable Object scalar(ScalarEvent scalar) throws UnreadableException {
        Tag tag = tag(scalar);
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return List.of("true", "yes", "on", "y").contains(text.toLowerCase(Locale.ROOT));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(line(scalar), text);
        }
        if (tag.equals(Tag.BINARY)) {
            return tree.text(line(scalar), decoded(line(scalar), text));
        }
        if (!tag.equals(Tag.STR) && !tag.equals(Tag.TIMESTAMP)) {
            return new Unresolved("the tag " + tag.getValue());
        }
        return placeholders ? tree.toBeFilled(line(scalar), text) : tree.text(line(scalar), text);
    }

    private static String decoded(int line, String text) throws UnreadableException {
        try {
            return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new UnreadableException(line, "no YAML: what should be base64 is none");
        }
    }

    private Object number(int line, String text) throws UnreadableException {
        String digits = text.replace("_", "");
        try {
            Matcher binary = BINARY.matcher(digits);
            return binary.matches()
                    ? Long.parseLong(binary.group(1) + binary.group(2), 2)
                    : Long.decode(digits.replaceFirst("0o", "0"));
        } catch (NumberFormatException notWhole) {
            try {
                return Double.parseDouble(digits);
            } catch (NumberFormatException notDecimal) {
                return tree.text(line, text);
            }
        }
    }
}
