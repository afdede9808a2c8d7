package dev.bailiwick.checks;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
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

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keys and values of a file of checks, which know where they stand. */
final class Mapping {

    private static final int DEPTH = 10;

    private final String file;
    private final List<String> lines;
    private final List<CheckFault> faults;
    private final Node node;
    private final Map<String, Node> keys = new LinkedHashMap<>();
    private final Map<String, Node> values = new LinkedHashMap<>();

    private Mapping(String file, List<String> lines, List<CheckFault> faults, Node node) {
        this.file = file;
        this.lines = lines;
        this.faults = faults;
        this.node = node;
        if (!(node instanceof MappingNode mapping)) {
            fault(node, 1, 0, "expected keys with values");
            return;
        }
        for (NodeTuple pair : mapping.getValue()) {
            String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
            keys.put(key, pair.getKeyNode());
            if (values.put(key, pair.getValueNode()) != null) {
                fault(pair.getKeyNode(), 1, 0, "the key " + key + " stands here twice");
            }
        }
    }

    static List<Mapping> documents(String file, String text, List<CheckFault> faults) {
        var options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEPTH);
        List<String> lines = text.lines().toList();
        var documents = new ArrayList<Mapping>();
        try {
            for (Node node :
                    new Yaml(new SafeConstructor(options)).composeAll(new StringReader(text))) {
                documents.add(new Mapping(file, lines, faults, node));
            }
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            int line = mark == null ? 1 : mark.getLine() + 1;
            int column = mark == null ? 1 : mark.getColumn() + 1;
            faults.add(new CheckFault(file, line, column, "no YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            faults.add(new CheckFault(file, 1, 1, "no YAML: " + e.getMessage()));
        }
        return documents;
    }

    String file() {
        return file;
    }

    Set<String> keys() {
        return values.keySet();
    }

    void allow(Set<String> allowed) {
        keys.forEach(
                (key, place) -> {
                    if (!allowed.contains(key)) {
                        fault(place, 1, 0, "a key that is not known: " + key);
                    }
                });
    }

    void require(String key) {
        if (!values.containsKey(key)) {
            fault(node, 1, 0, "the key " + key + " is missing");
        }
    }

    String required(String key) {
        require(key);
        String text = text(key);
        if (values.containsKey(key) && text.isBlank()) {
            fault(key, key + " is empty");
        }
        return text;
    }

    /** Empty if the key is not there. */
    String text(String key) {
        ScalarNode scalar = scalar(key);
        return scalar == null ? "" : scalar.getValue();
    }

    @Nullable ScalarNode scalar(String key) {
        Node value = values.get(key);
        if (value == null || value instanceof ScalarNode) {
            return (ScalarNode) value;
        }
        fault(key, "expected a text");
        return null;
    }

    List<String> texts(String key) {
        return scalars(key).stream().map(ScalarNode::getValue).toList();
    }

    /** Of a list, or the only one. */
    List<ScalarNode> scalars(String key) {
        var scalars = new ArrayList<ScalarNode>();
        Node value = values.get(key);
        if (value instanceof ScalarNode scalar) {
            scalars.add(scalar);
        } else if (value instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    scalars.add(scalar);
                } else {
                    fault(item, 1, 0, "expected a text");
                }
            }
        } else if (value != null) {
            fault(key, "expected texts");
        }
        return scalars;
    }

    @Nullable Mapping mapping(String key) {
        Node value = values.get(key);
        return value == null ? null : new Mapping(file, lines, faults, value);
    }

    void fault(String key, String reason) {
        Node value = values.get(key);
        fault(value == null ? node : value, 1, 0, reason);
    }

    /**
     * @param line within the text of {@code at}, counted from 1
     * @param column within that line, counted from 0
     */
    void fault(Node at, int line, int column, String reason) {
        int row = at.getStartMark().getLine();
        int begin = at.getStartMark().getColumn();
        if (at instanceof ScalarNode scalar && isBlock(scalar)) {
            row += line;
            begin = row < lines.size() ? indentation(row) : 0;
        } else if (at instanceof ScalarNode scalar
                && scalar.getScalarStyle() != ScalarStyle.PLAIN
                && column > 0) {
            begin++;
        }
        faults.add(new CheckFault(file, row + 1, begin + column + 1, reason));
    }

    private static boolean isBlock(ScalarNode scalar) {
        return scalar.getScalarStyle() == ScalarStyle.LITERAL
                || scalar.getScalarStyle() == ScalarStyle.FOLDED;
    }

    /** Of the block that line {@code row} is in: the least of the lines that follow its header. */
    private int indentation(int row) {
        int least = Integer.MAX_VALUE;
        for (int i = row; i >= 0 && !lines.get(i).stripTrailing().matches(".*[|>][+-]?"); i--) {
            if (!lines.get(i).isBlank()) {
                least =
                        Math.min(
                                least,
                                lines.get(i).length() - lines.get(i).stripLeading().length());
            }
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }
}
