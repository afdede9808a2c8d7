package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What expressions call the parts of a resource. */
final class Names {

    private static final List<String> CONTAINERS =
            List.of("initContainers", "containers", "ephemeralContainers");

    private Names() {}

    static Map<String, Object> of(Resource resource) {
        Fields pod = pod(resource);
        var names = new HashMap<String, Object>();
        names.put(Environment.RESOURCE, resource.fields());
        names.put(Environment.TYPE, resource.type());
        names.put(Environment.NAME, resource.name());
        names.put(Environment.NAMESPACE, resource.namespace());
        names.put(Environment.POD, pod);
        names.put(Environment.CONTAINERS, containers(pod));
        names.put(Environment.RELATED, resource.related());
        return names;
    }

    /** What runs, wherever a kind of workload keeps it; none for all other kinds. */
    private static Fields pod(Resource resource) {
        Fields fields = resource.fields();
        if (resource.format() != Format.KUBERNETES) {
            return Fields.NONE;
        }
        return switch (resource.type()) {
            case "Pod" -> fields.fields("spec");
            case "PodTemplate" -> fields.fields("template").fields("spec");
            case "CronJob" ->
                    fields.fields("spec")
                            .fields("jobTemplate")
                            .fields("spec")
                            .fields("template")
                            .fields("spec");
            case "Deployment",
                    "StatefulSet",
                    "DaemonSet",
                    "ReplicaSet",
                    "ReplicationController",
                    "Job" ->
                    fields.fields("spec").fields("template").fields("spec");
            default -> Fields.NONE;
        };
    }

    private static Elements containers(Fields pod) {
        var all = new ArrayList<Object>();
        CONTAINERS.forEach(kind -> all.addAll(pod.elements(kind).peek()));
        return Elements.of(all);
    }
}
