package dev.bailiwick.checks.cluster;

import dev.bailiwick.checks.files.Manifests;
import dev.bailiwick.checks.outward.Destinations;
import dev.bailiwick.checks.outward.ExceededException;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What runs in a cluster and who may do what there, read page by page. What something else in the
 * cluster made, and the roles that every cluster comes with, are left out.
 */
public final class ClusterSource {

    private static final int PAGE = 100;
    private static final int FEW = 5;
    private static final int FORGOTTEN = 410;

    private static final List<String> LISTS =
            List.of(
                    "/api/v1/namespaces",
                    "/api/v1/pods",
                    "/api/v1/services",
                    "/api/v1/replicationcontrollers",
                    "/apis/apps/v1/deployments",
                    "/apis/apps/v1/statefulsets",
                    "/apis/apps/v1/daemonsets",
                    "/apis/apps/v1/replicasets",
                    "/apis/batch/v1/jobs",
                    "/apis/batch/v1/cronjobs",
                    "/apis/networking.k8s.io/v1/ingresses",
                    "/apis/networking.k8s.io/v1/networkpolicies",
                    "/apis/rbac.authorization.k8s.io/v1/roles",
                    "/apis/rbac.authorization.k8s.io/v1/rolebindings",
                    "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                    "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings");

    /** How many lists a cluster is read by. */
    public static final int READ = LISTS.size();

    private final Destinations destinations;
    private final ClusterLimits limits;

    public ClusterSource(Destinations destinations, ClusterLimits limits) {
        this.destinations = destinations;
        this.limits = limits;
    }

    /**
     * Whether the cluster answers and knows who asks.
     *
     * @throws IOException if not; the message says why, and repeats no secret
     */
    public void test(Kubeconfig kubeconfig) throws IOException {
        var server = new ApiServer(kubeconfig, destinations, limits);
        try {
            ApiServer.Answer answer = server.get(LISTS.getFirst() + "?limit=1");
            refuseStrangers(answer.status());
            requireList(answer);
        } catch (UnreadableException e) {
            throw new IOException("what answers is no cluster: " + e.getMessage());
        }
    }

    /**
     * Tells all that may be read to {@code resources}, each with the path it was listed under for
     * its file; a kind that may not be read is told to {@code unread} and stops nothing, unless it
     * is every one of them: a cluster of which nothing is known has not been examined.
     *
     * @throws IOException if the cluster does not answer, does not know who asks, or lets nothing
     *     be read
     */
    public void read(Kubeconfig kubeconfig, Consumer<Resource> resources, Consumer<Unread> unread)
            throws IOException {
        var server = new ApiServer(kubeconfig, destinations, limits);
        var room = new AtomicInteger(limits.resources());
        AtomicInteger told = new AtomicInteger();
        Consumer<Resource> counted = resources.andThen(resource -> told.incrementAndGet());
        List<Unread> missed = new ArrayList<>();
        for (String list : LISTS) {
            try {
                list(server, list, room, counted);
            } catch (UnreadableException e) {
                missed.add(new Unread(list, e));
            }
        }
        if (told.get() == 0 && missed.size() == LISTS.size()) {
            throw new IOException("nothing of it can be read: " + missed.getFirst().reason());
        }
        missed.forEach(unread);
    }

    /**
     * @param room for this list and those that follow, also if it is given up
     */
    private static void list(
            ApiServer server, String list, AtomicInteger room, Consumer<Resource> resources)
            throws IOException, UnreadableException {
        String next = "";
        do {
            ApiServer.Answer page = page(server, list, next);
            if (page.status() == 200) {
                requireList(page);
                if (room.addAndGet(-page.object().elements("items").size()) < 0) {
                    throw new UnreadableException(0, "stopped here: too many resources");
                }
                items(list, page.object(), resources);
            }
            next = page.object().fields("metadata").text("continue");
        } while (!next.isEmpty());
    }

    /**
     * The next one, or whereby to go on: a cluster that has forgotten how it was when the list
     * began says how to read the rest as it is now.
     */
    private static ApiServer.Answer page(ApiServer server, String list, String next)
            throws IOException, UnreadableException {
        ApiServer.Answer page = fitting(server, list, next);
        if (page.status() == FORGOTTEN) {
            if (page.object().fields("metadata").text("continue").isEmpty()) {
                throw new ExceededException(
                        "the cluster had forgotten " + list + " before it was read whole (410)");
            }
        } else if (page.status() != 200) {
            refuseStrangers(page.status() == 403 ? 200 : page.status());
            throw new UnreadableException(0, "the cluster answers with " + page.status());
        }
        return page;
    }

    /** With fewer on it, if one of the usual size is too large. */
    private static ApiServer.Answer fitting(ApiServer server, String list, String next)
            throws IOException, UnreadableException {
        String rest = next.isEmpty() ? "" : "&continue=" + encoded(next);
        try {
            return server.get(list + "?limit=" + PAGE + rest);
        } catch (UnreadableException e) {
            return server.get(list + "?limit=" + FEW + rest);
        }
    }

    /** Other servers answer as well, with pages to sign in on for one. */
    private static void requireList(ApiServer.Answer answer) throws UnreadableException {
        if (!answer.object().text("kind").endsWith("List")) {
            throw new UnreadableException(0, "the answer is no list (" + answer.status() + ")");
        }
    }

    private static void refuseStrangers(int status) throws IOException {
        switch (status) {
            case 200, 404 -> {}
            case 401 -> throw new IOException("the cluster does not know who asks (401)");
            case 403 -> throw new IOException("the cluster lets nothing be read (403)");
            default -> throw new IOException("the cluster answers with " + status);
        }
    }

    private static void items(String list, Fields page, Consumer<Resource> resources) {
        String kind = page.text("kind").replaceFirst("List$", "");
        for (Object item : page.elements("items").peek()) {
            if (item instanceof Fields object && isOfPeople(object)) {
                Resource resource =
                        Manifests.resource(list, typed(object, kind, page.text("apiVersion")));
                if (resource != null) {
                    resources.accept(resource);
                }
            }
        }
    }

    /** An object in a list does not say what it is: the list does. */
    private static Fields typed(Fields object, String kind, String version) {
        var all = new LinkedHashMap<String, Object>();
        all.put("apiVersion", version);
        all.put("kind", kind);
        for (String name : object.keySet()) {
            Object value = object.peek(name);
            if (value != null) {
                all.put(name, value);
            }
        }
        return Fields.of(0, all);
    }

    private static boolean isOfPeople(Fields object) {
        Fields metadata = object.fields("metadata");
        boolean owned =
                metadata.elements("ownerReferences").peek().stream()
                        .anyMatch(
                                owner ->
                                        owner instanceof Fields fields
                                                && Boolean.TRUE.equals(fields.peek("controller")));
        return !owned
                && !metadata.fields("labels")
                        .text("kubernetes.io/bootstrapping")
                        .equals("rbac-defaults");
    }

    private static String encoded(String token) {
        return URLEncoder.encode(token, StandardCharsets.UTF_8);
    }
}
