package dev.bailiwick.posture.ingestion.ocsf;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/** Collects what no column holds, at the place where it stood. Empty for most records. */
final class Rest {

    private static final JsonMapper MAPPER = new JsonMapper();

    private @Nullable ObjectNode root;

    /**
     * @param parent JSON pointer of the object that the value stood in; empty for the record
     */
    void add(String parent, String name, String json) {
        if (root == null) {
            root = MAPPER.createObjectNode();
        }
        ObjectNode object = root;
        if (!parent.isEmpty()) {
            for (String step : parent.substring(1).split("/")) {
                object = object.withObjectProperty(step);
            }
        }
        object.putRawValue(name, new RawValue(json));
    }

    void addText(String name, String text) {
        add("", name, MAPPER.writeValueAsString(text));
    }

    /** A JSON object; null if there is nothing. */
    @Nullable String json() {
        return root == null ? null : MAPPER.writeValueAsString(root);
    }
}
