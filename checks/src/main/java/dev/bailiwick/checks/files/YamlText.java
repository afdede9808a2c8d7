package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The documents of a YAML file. No type but those of JSON is ever made of what is written. */
public final class YamlText {

    private static final int DOCUMENTS = 5_000;
    private static final int ALIASES = 500;

    private final Tree tree = new Tree();

    private YamlText() {}

    /** Values of the kinds that {@link Fields} names, empty documents left out. */
    public static List<Object> read(String text) throws UnreadableException {
        var reader = new YamlText();
        var documents = new ArrayList<Object>();
        try {
            for (Node node : yaml(text.length()).composeAll(new StringReader(text))) {
                if (documents.size() >= DOCUMENTS) {
                    throw new UnreadableException(
                            line(node), "more than " + DOCUMENTS + " documents in one file");
                }
                Object value = reader.value(node, 0);
                if (value != null) {
                    documents.add(value);
                }
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            throw new UnreadableException(
                    mark == null ? 0 : mark.getLine() + 1, "no YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new UnreadableException(0, "no YAML: " + e.getMessage());
        }
        return documents;
    }

    private static Yaml yaml(int length) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(ALIASES);
        options.setNestingDepthLimit(Tree.DEPTH);
        options.setCodePointLimit(Math.max(1, length));
        options.setAllowRecursiveKeys(false);
        options.setProcessComments(false);
        return new Yaml(new SafeConstructor(options));
    }

    static int line(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }

    private @Nullable Object value(Node node, int depth) throws UnreadableException {
        tree.node(line(node), depth);
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar);
            case SequenceNode sequence -> elements(sequence, depth);
            case MappingNode mapping -> fields(mapping, depth);
            default -> throw new UnreadableException(line(node), "no YAML");
        };
    }

    private Elements elements(SequenceNode sequence, int depth) throws UnreadableException {
        var values = new ArrayList<Object>();
        for (Node item : sequence.getValue()) {
            Object value = value(item, depth + 1);
            if (value != null) {
                values.add(value);
            }
        }
        return Elements.of(values);
    }

    private Fields fields(MappingNode mapping, int depth) throws UnreadableException {
        var merged = new LinkedHashMap<String, Object>();
        var own = new LinkedHashMap<String, Object>();
        for (NodeTuple pair : mapping.getValue()) {
            if (!(pair.getKeyNode() instanceof ScalarNode key)) {
                throw new UnreadableException(line(pair.getKeyNode()), "a key that is no text");
            }
            Object value = value(pair.getValueNode(), depth + 1);
            if (key.getTag().equals(Tag.MERGE)) {
                merge(merged, value);
            } else if (own.containsKey(key.getValue())) {
                throw new UnreadableException(
                        line(key), "the key " + key.getValue() + " stands here twice");
            } else if (value != null) {
                own.put(key.getValue(), value);
            }
        }
        merged.putAll(own);
        return Fields.of(line(mapping), merged);
    }

    /** Of several maps the first wins. */
    private static void merge(Map<String, Object> into, @Nullable Object value) {
        List<Object> maps = value instanceof Elements all ? all.peek() : List.of();
        if (value instanceof Fields one) {
            maps = List.of(one);
        }
        for (Object map : maps) {
            if (map instanceof Fields fields) {
                for (String name : fields.keySet()) {
                    Object inherited = fields.peek(name);
                    if (inherited != null) {
                        into.putIfAbsent(name, inherited);
                    }
                }
            }
        }
    }

    private static @Nullable Object scalar(ScalarNode scalar) {
        Tag tag = scalar.getTag();
        String text = scalar.getValue();
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
        }
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text);
        }
        boolean known = tag.equals(Tag.STR) || tag.equals(Tag.TIMESTAMP) || tag.equals(Tag.BINARY);
        return known ? Tree.text(text) : new Unresolved("the tag " + tag.getValue());
    }

    private static Object number(String text) {
        try {
            return Long.decode(text.startsWith("0o") ? "0" + text.substring(2) : text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.parseDouble(text.replace("_", ""));
            } catch (NumberFormatException notDecimal) {
                return Tree.text(text);
            }
        }
    }
}
