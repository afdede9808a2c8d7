package dev.bailiwick.declaration.yaml;

import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Text, a list or a mapping, and where it stands. */
public final class Value {

    private final String file;
    private final Node node;

    Value(String file, Node node) {
        this.file = file;
        this.node = node;
    }

    public Place place() {
        return StrictYaml.place(file, node.getStartMark());
    }

    public boolean isText() {
        return node instanceof ScalarNode;
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    /**
     * @throws MalformedFileException if this is no text, or blank
     */
    public String text() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return scalar.getValue();
        }
        throw wrong("a text");
    }

    /**
     * @throws MalformedFileException if this is no list
     */
    public List<Value> list() {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(item -> new Value(file, item)).toList();
        }
        throw wrong("a list");
    }

    /**
     * A list of texts; a single text counts as a list of one.
     *
     * @throws MalformedFileException if it is anything else
     */
    public List<String> texts() {
        return isText() ? List.of(text()) : list().stream().map(Value::text).toList();
    }

    /**
     * @throws MalformedFileException if this is no mapping, or holds a key twice
     */
    public Mapping mapping() {
        if (!(node instanceof MappingNode mapping)) {
            throw wrong("a mapping");
        }
        Map<String, Value> values = new LinkedHashMap<>();
        Map<String, Place> keys = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            Value key = new Value(file, tuple.getKeyNode());
            String name = key.text();
            if (values.put(name, new Value(file, tuple.getValueNode())) != null) {
                problems.add(
                        new Problem(
                                key.place(),
                                "'%s' stands here again; it is in line %d"
                                        .formatted(name, placeOf(keys, name).line())));
            } else {
                keys.put(name, key.place());
            }
        }
        if (!problems.isEmpty()) {
            throw new MalformedFileException(problems);
        }
        return new Mapping(place(), values, keys);
    }

    private Place placeOf(Map<String, Place> keys, String name) {
        return keys.getOrDefault(name, place());
    }

    /** What to throw where this is not {@code what}. */
    public MalformedFileException wrong(String what) {
        return new MalformedFileException(place(), "should be " + what);
    }
}
