package dev.bailiwick.declaration.yaml;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads YAML whose scalars are text and nothing else ({@code no} is a word, {@code 1.0} three
 * characters), without anchors, aliases, tags, merge keys or a second document.
 */
public final class StrictYaml {

    private static final int DEEPEST = 20;

    private StrictYaml() {}

    /**
     * @throws IOException if the file cannot be read
     * @throws MalformedFileException if it is not such YAML, or no mapping
     */
    public static Mapping read(Path file) throws IOException {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (CharacterCodingException notText) {
            throw new MalformedFileException(new Place(file.toString(), 1, 1), "is not UTF-8 text");
        }
    }

    /**
     * @param name of the file, for its problems
     * @throws MalformedFileException as {@link #read}
     */
    public static Mapping parse(String name, String text) {
        Yaml yaml = new Yaml(new LoaderOptions());
        try {
            int depth = 0;
            for (Event event : yaml.parse(new StringReader(text))) {
                refuseClever(name, event);
                depth += depth(event);
                if (depth > DEEPEST) {
                    throw new MalformedFileException(
                            place(name, event.getStartMark()),
                            "is nested more than %d deep".formatted(DEEPEST));
                }
            }
            Node root = yaml.compose(new StringReader(text));
            if (root == null) {
                throw new MalformedFileException(new Place(name, 1, 1), "is empty");
            }
            return new Value(name, root).mapping();
        } catch (MarkedYAMLException broken) {
            Mark mark =
                    broken.getProblemMark() == null
                            ? broken.getContextMark()
                            : broken.getProblemMark();
            throw new MalformedFileException(
                    place(name, mark), "is not YAML: " + broken.getProblem());
        } catch (YAMLException broken) {
            throw new MalformedFileException(
                    new Place(name, 1, 1),
                    "is not YAML: "
                            + String.valueOf(broken.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void refuseClever(String name, Event event) {
        if (event instanceof NodeEvent node && node.getAnchor() != null) {
            throw new MalformedFileException(
                    place(name, event.getStartMark()),
                    "uses an anchor or alias; write it out each time");
        }
        String tag =
                switch (event) {
                    case ScalarEvent scalar -> scalar.getTag();
                    case CollectionStartEvent collection -> collection.getTag();
                    default -> null;
                };
        if (tag != null) {
            throw new MalformedFileException(
                    place(name, event.getStartMark()), "uses a tag; write plain text");
        }
    }

    private static int depth(Event event) {
        return switch (event) {
            case CollectionStartEvent _ -> 1;
            case CollectionEndEvent _ -> -1;
            default -> 0;
        };
    }

    static Place place(String name, Mark mark) {
        return new Place(name, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
