package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unresolved;
import dev.bailiwick.checks.resource.UnresolvedException;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What expressions call the parts of a resource. */
final class Names {

    private static final List<String> CONTAINERS =
            List.of("initContainers", "containers", "ephemeralContainers");

    private Names() {}

    static Map<String, Object> of(Resource resource) {
        Object pod = pod(resource);
        var names = new HashMap<String, Object>();
        names.put(Environment.RESOURCE, resource.fields());
        names.put(Environment.TYPE, resource.type());
        names.put(Environment.NAME, resource.name());
        names.put(Environment.NAMESPACE, resource.namespace());
        names.put(Environment.POD, pod instanceof Unresolved what ? new Unknown(what) : pod);
        names.put(Environment.CONTAINERS, containers(pod));
        names.put(Environment.RELATED, resource.related());
        return names;
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

    /** A map of which nothing is known: whatever it is asked, it says so. */
    private static final class Unknown extends AbstractMap<String, Object> {

        private final Fields what;

        Unknown(Unresolved what) {
            this.what = Fields.of(0, Map.of("", what));
        }

        /**
         * @throws UnresolvedException always
         */
        @Override
        public Set<Entry<String, Object>> entrySet() {
            return what.entrySet();
        }

        @Override
        public String toString() {
            return "Unknown";
        }
    }
}
