package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What expressions call the parts of a resource. */
final class Bindings {

    private static final List<String> CONTAINERS =
            List.of("initContainers", "containers", "ephemeralContainers");

    /** As Kubernetes calls what it calls its namespaces. */
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private Bindings() {}

    /** Those that are not known are {@link Unresolved}. */
    static Map<String, Object> of(Resource resource) {
        Object pod = pod(resource);
        var names = new HashMap<String, Object>();
        names.put(Environment.RESOURCE, resource.fields());
        names.put(Environment.TYPE, resource.type());
        names.put(Environment.NAME, name(resource));
        names.put(Environment.NAMESPACE, namespace(resource));
        names.put(Environment.POD, pod);
        names.put(Environment.CONTAINERS, containers(pod));
        names.put(Environment.RELATED, resource.related());
        return names;
    }

    /** {@link Unresolved} if the file does not say it. */
    private static Object name(Resource resource) {
        Object written = metadata(resource, "name");
        if (written == null) {
            written = metadata(resource, "generateName");
        }
        // whatever fills a placeholder, it is one of many names
        return written instanceof Unresolved what && what.written().isEmpty()
                ? what
                : resource.name();
    }

    /**
     * Not known if it can be none: somebody puts the name in its place, or nobody ever takes it.
     */
    private static Object namespace(Resource resource) {
        return switch (metadata(resource, "namespace")) {
            case null -> resource.namespace();
            case Unresolved what -> what;
            case String text when text.isEmpty() || LABEL.matcher(text).matches() -> text;
            default -> new Unresolved("metadata.namespace, which is no name of one");
        };
    }

    private static @Nullable Object metadata(Resource resource, String name) {
        return switch (resource.fields().peek("metadata")) {
            case Fields metadata when resource.format() == Format.KUBERNETES -> metadata.peek(name);
            case Unresolved what when resource.format() == Format.KUBERNETES -> what;
            case null, default -> null;
        };
    }

    /** What runs, wherever a kind of workload keeps it; none for all other kinds. */
    private static Object pod(Resource resource) {
        if (resource.format() != Format.KUBERNETES) {
            return Fields.NONE;
        }
        return switch (resource.type()) {
            case "Pod" -> below(resource.fields(), "spec");
            case "PodTemplate" -> below(resource.fields(), "template", "spec");
            case "CronJob" ->
                    below(resource.fields(), "spec", "jobTemplate", "spec", "template", "spec");
            case "Deployment",
                    "StatefulSet",
                    "DaemonSet",
                    "ReplicaSet",
                    "ReplicationController",
                    "Job" ->
                    below(resource.fields(), "spec", "template", "spec");
            default -> Fields.NONE;
        };
    }

    /** Fields, or {@link Unresolved} where one on the way is not known: anything may be there. */
    private static Object below(Fields fields, String... steps) {
        Fields reached = fields;
        for (String step : steps) {
            if (reached.peek(step) instanceof Unresolved what) {
                return what;
            }
            reached = reached.fields(step);
        }
        return reached;
    }

    /** With those in it that are not known, each list of them as one. */
    private static Elements containers(Object pod) {
        var all = new ArrayList<Object>();
        if (pod instanceof Fields fields) {
            for (String kind : CONTAINERS) {
                if (fields.peek(kind) instanceof Unresolved what) {
                    all.add(what);
                } else {
                    all.addAll(fields.elements(kind).peek());
                }
            }
        } else {
            all.add(pod);
        }
        return Elements.of(all);
    }
}
