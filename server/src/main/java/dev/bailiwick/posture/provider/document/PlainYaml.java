package dev.bailiwick.posture.provider.document;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One YAML document as maps, lists and texts, made of the parser's events: nothing is constructed,
 * and nothing that stands once counts twice. Anchors, aliases, tags, merges, directives, repeated
 * keys and keys that are no texts are refused, since readers differ about what they mean.
 */
final class PlainYaml {

    private static final int DEPTH = 20;
    private static final int VALUES = 5_000;

    private final Iterator<Event> events;
    private int values;

    private PlainYaml(Iterator<Event> events) {
        this.events = events;
    }

    /**
     * @return a {@code Map<String, Object>}, a {@code List<Object>} or a {@code String}
     * @throws InvalidValueException that says at which line, and repeats nothing of the text
     */
    static Object read(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Documents.LONGEST);
        options.setNestingDepthLimit(DEPTH);
        options.setMaxAliasesForCollections(0);
        try {
            return new PlainYaml(new Yaml(options).parse(new StringReader(text)).iterator())
                    .document();
        } catch (MarkedYAMLException broken) {
            throw Documents.broken(
                    broken.getProblemMark() == null
                            ? "This is not YAML."
                            : "This is not YAML: line %d, column %d."
                                    .formatted(
                                            broken.getProblemMark().getLine() + 1,
                                            broken.getProblemMark().getColumn() + 1));
        } catch (YAMLException broken) {
            throw Documents.broken("This is not YAML.");
        }
    }

    private Object document() {
        expect(StreamStartEvent.class);
        if (!(events.next() instanceof DocumentStartEvent start)) {
            throw Documents.broken("The document is empty.");
        }
        boolean directives = start.getTags() != null && !start.getTags().isEmpty();
        if (directives || start.getVersion() != null) {
            throw at(start, "directives are not taken");
        }
        Object document = value(events.next(), 1);
        expect(DocumentEndEvent.class);
        if (!(events.next() instanceof StreamEndEvent)) {
            throw Documents.broken("There is more than one document.");
        }
        return document;
    }

    private void expect(Class<? extends Event> kind) {
        Event event = events.next();
        if (!kind.isInstance(event)) {
            throw at(event, "this is not expected here");
        }
    }

    private Object value(Event event, int depth) {
        if (depth > DEPTH) {
            throw at(event, "this is nested too deep");
        }
        if (++values > VALUES) {
            throw Documents.broken("There are more than " + VALUES + " values.");
        }
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw at(event, "anchors and aliases are not taken");
        }
        return switch (event) {
            case ScalarEvent scalar -> text(scalar);
            case SequenceStartEvent list -> list(list, depth);
            case MappingStartEvent map -> map(map, depth);
            default -> throw at(event, "this is not expected here");
        };
    }

    private static String text(ScalarEvent scalar) {
        requireNoTag(scalar, scalar.getTag());
        return scalar.getValue();
    }

    private List<Object> list(SequenceStartEvent start, int depth) {
        requireNoTag(start, start.getTag());
        List<Object> list = new ArrayList<>();
        for (Event each = events.next();
                !(each instanceof SequenceEndEvent);
                each = events.next()) {
            list.add(value(each, depth + 1));
        }
        return list;
    }

    private Map<String, Object> map(MappingStartEvent start, int depth) {
        requireNoTag(start, start.getTag());
        Map<String, Object> map = new LinkedHashMap<>();
        for (Event each = events.next(); !(each instanceof MappingEndEvent); each = events.next()) {
            if (!(value(each, depth + 1) instanceof String key)) {
                throw at(each, "a key must be a text");
            }
            if (key.equals("<<")) {
                throw at(each, "maps are not merged");
            }
            if (map.containsKey(key)) {
                throw at(each, "a key is given twice");
            }
            map.put(key, value(events.next(), depth + 1));
        }
        return map;
    }

    private static void requireNoTag(Event event, String tag) {
        if (tag != null) {
            throw at(event, "tags are not taken");
        }
    }

    private static InvalidValueException at(Event event, String fault) {
        return Documents.broken(
                "Line %d: %s.".formatted(event.getStartMark().getLine() + 1, fault));
    }
}
