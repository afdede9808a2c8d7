package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.UnreadableException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Objects of Kubernetes as they are written down, in YAML or in JSON. */
public final class Manifests {

    /** Whose kinds are written without the group. */
    private static final Set<String> GROUPS =
            Set.of(
                    "",
                    "apps",
                    "batch",
                    "autoscaling",
                    "policy",
                    "extensions",
                    "rbac.authorization.k8s.io",
                    "networking.k8s.io",
                    "storage.k8s.io",
                    "admissionregistration.k8s.io");

    private static final int NESTED_LISTS = 3;

    private Manifests() {}

    /** Whether the text may be a manifest at all; all other YAML and JSON is nobody's business. */
    static boolean looksLikeOne(String text) {
        return text.contains("apiVersion") && text.contains("kind");
    }

    /** In order; lists are taken apart, and what is no object of Kubernetes is left out. */
    public static List<Resource> read(Source source) throws UnreadableException {
        List<Object> documents;
        if (source.file().endsWith(".json")) {
            Object value = JsonText.read(source.text());
            documents = value == null ? List.of() : List.of(value);
        } else {
            documents = YamlText.read(source.text());
        }
        var resources = new ArrayList<Resource>();
        for (Object document : documents) {
            add(source.file(), document, resources, 0);
        }
        return resources;
    }

    /** One object that an API server gave. */
    public static @Nullable Resource resource(String file, Fields object) {
        String kind = object.text("kind");
        String version = object.text("apiVersion");
        if (kind.isEmpty() || version.isEmpty()) {
            return null;
        }
        String group = version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
        Fields metadata = object.fields("metadata");
        String name = metadata.text("name");
        return new Resource(
                Format.KUBERNETES,
                GROUPS.contains(group) ? kind : kind + "." + group,
                name.isEmpty() ? metadata.text("generateName") : name,
                metadata.text("namespace"),
                file,
                object.line(),
                object,
                List.of());
    }

    private static void add(String file, Object document, List<Resource> into, int lists) {
        if (!(document instanceof Fields object)) {
            return;
        }
        if (object.text("kind").endsWith("List")
                && object.peek("items") instanceof Elements items
                && lists < NESTED_LISTS) {
            items.peek().forEach(item -> add(file, item, into, lists + 1));
            return;
        }
        Resource resource = resource(file, object);
        if (resource != null) {
            into.add(resource);
        }
    }
}
