package dev.bailiwick.checks.files;

import dev.bailiwick.checks.resource.Elements;
import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    private static final int ITEMS = 10_000;

    /** A letter that is written by its number, or a line that is joined to the next. */
    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(?:x|u00|U000000)([0-7][0-9A-Fa-f])|\\\\\\r?\\n[ \\t]*");

    private static final Pattern TAG = Pattern.compile("(?<![^\\s\\[{,])!\\S*+");

    /** The letters of a tag may be written by their numbers, too. */
    private static final Pattern NUMBERED = Pattern.compile("%[0-9A-Fa-f]{2}");

    /** Of Kubernetes alone: others have kinds without versions, too. */
    private static final String KIND =
            "(?:Pod|Deployment|DaemonSet|StatefulSet|ReplicaSet|ReplicationController|Job|CronJob|Service|ServiceAccount"
                + "|Ingress|NetworkPolicy|Role|ClusterRole|RoleBinding|ClusterRoleBinding|ConfigMap|Secret|Namespace)\\b";

    private static final Pattern SAYS_KIND =
            Pattern.compile("^kind:[ \\t]+[\"']?(" + KIND + ")", Pattern.MULTILINE);

    private static final Pattern SAYS_MORE =
            Pattern.compile("^(?:metadata|spec):", Pattern.MULTILINE);

    private static final String NO_VERSION = "a %s that names no apiVersion";

    private final String file;
    private final List<Resource> resources = new ArrayList<>();
    private @Nullable Unread unread;

    private Manifests(String file) {
        this.file = file;
    }

    /** Whether the text may be a manifest at all; all other YAML and JSON is nobody's business. */
    static boolean looksLikeOne(String text) {
        return names(text)
                || (text.indexOf('\\') >= 0 && names(plain(text)))
                || (text.indexOf('!') >= 0 && isEncoded(text));
    }

    /**
     * Tells of YAML that is no manifest by {@link #looksLikeOne}, and is clearly meant to be one.
     */
    static void withoutVersion(Source source, Consumer<Unread> unread) {
        Matcher kind = SAYS_KIND.matcher(source.text());
        if (kind.find() && SAYS_MORE.matcher(source.text()).find()) {
            int line = 1 + (int) source.text().substring(0, kind.start()).lines().count();
            unread.accept(new Unread(source.file(), line, NO_VERSION.formatted(kind.group(1))));
        }
    }

    /** Whether a name in it may be written as base64. */
    private static boolean isEncoded(String text) {
        return text.contains("%TAG")
                || TAG.matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .anyMatch(tag -> tag.contains("binary") || NUMBERED.matcher(tag).find());
    }

    /** The same of JSON that is too large to be read. */
    static boolean mayBeOne(InputStream json) throws IOException {
        return JsonText.mayHave(Set.of("apiVersion", "kind"), json);
    }

    private static boolean names(String text) {
        return text.contains("apiVersion") && text.contains("kind");
    }

    private static String plain(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(
                        letter ->
                                letter.group(1) == null
                                        ? ""
                                        : Matcher.quoteReplacement(
                                                Character.toString(
                                                        Integer.parseInt(letter.group(1), 16))));
    }

    /**
     * In order; lists are taken apart, and what is no object of Kubernetes is left out.
     *
     * @throws UnreadableException also if an object is not known
     */
    public static List<Resource> read(Source source) throws UnreadableException {
        var unread = new ArrayList<Unread>();
        List<Resource> resources = read(source, unread::add);
        if (!unread.isEmpty()) {
            throw new UnreadableException(unread.getFirst().line(), unread.getFirst().reason());
        }
        return resources;
    }

    /**
     * As {@link #read(Source)}, where the other objects are read if one is not known.
     *
     * @param unread takes the first of these
     */
    static List<Resource> read(Source source, Consumer<Unread> unread) throws UnreadableException {
        List<Object> documents;
        if (source.file().endsWith(".json")) {
            Object value = JsonText.readToBeFilled(source.text());
            documents = value == null ? List.of() : List.of(value);
        } else {
            documents = YamlText.readToBeFilled(source.text());
        }
        var manifests = new Manifests(source.file());
        for (Object document : documents) {
            manifests.add(new Listed(0, "", ""), document, 0);
        }
        if (manifests.unread != null) {
            unread.accept(manifests.unread);
        }
        return manifests.resources;
    }

    /** One object that an API server gave. */
    public static @Nullable Resource resource(String file, Fields object) {
        String kind = object.text("kind");
        String version = written(object, "apiVersion");
        if (kind.isEmpty() || version.isEmpty()) {
            return null;
        }
        // what fills a placeholder is mostly one of several versions of Kubernetes' own
        boolean known = object.peek("apiVersion") instanceof String;
        int slash = known ? version.indexOf('/') : 0;
        String group = version.substring(0, Math.max(0, slash));
        Fields metadata = object.fields("metadata");
        String name = written(metadata, "name");
        return new Resource(
                Format.KUBERNETES,
                GROUPS.contains(group) ? kind : kind + "." + group,
                name.isEmpty() ? written(metadata, "generateName") : name,
                written(metadata, "namespace"),
                file,
                object.line(),
                object,
                List.of());
    }

    /** Also what somebody else puts a name in the place of. */
    private static String written(Fields metadata, String name) {
        return metadata.peek(name) instanceof Unresolved what
                ? what.written()
                : metadata.text(name);
    }

    /**
     * What is known of an object by where it stands.
     *
     * @param line of the list that it is in; 0 if it is in none
     * @param kind of the items of a list that says so, as {@code PodList}, otherwise empty
     */
    private record Listed(int line, String kind, String version) {}

    private void add(Listed listed, Object document, int lists) throws UnreadableException {
        if (document instanceof Unresolved what) {
            leave(listed.line(), "an object that is not known: " + what.what());
            return;
        }
        if (!(document instanceof Fields written)) {
            return;
        }
        if (written.peek("kind") instanceof Unresolved
                || (written.peek("apiVersion") instanceof Unresolved version
                        && version.written().isEmpty())) {
            leave(written.line(), "a kind that is not known");
            return;
        }
        Fields object = typed(listed, written);
        String kind = object.text("kind");
        if (kind.endsWith("List") && object.peek("items") instanceof Unresolved) {
            leave(object.line(), "items that are not known");
            return;
        }
        if (kind.endsWith("List") && object.peek("items") instanceof Elements items) {
            if (lists >= NESTED_LISTS) {
                throw new UnreadableException(object.line(), "lists within lists");
            }
            String of = kind.substring(0, kind.length() - "List".length());
            var each = new Listed(object.line(), of, written(object, "apiVersion"));
            if (items.size() > ITEMS) {
                throw new UnreadableException(
                        object.line(), "more than " + ITEMS + " objects in one list");
            }
            for (Object item : items.peek()) {
                add(each, item, lists + 1);
            }
            return;
        }
        keep(object, kind);
    }

    private void keep(Fields object, String kind) {
        Resource resource = resource(file, object);
        if (resource != null) {
            resources.add(resource);
        } else if (kind.matches(KIND)
                && (object.containsKey("metadata") || object.containsKey("spec"))) {
            leave(object.line(), NO_VERSION.formatted(kind));
        }
    }

    /** What is left of a file is examined, and the first that is not is told for all. */
    private void leave(int line, String reason) {
        unread = unread == null ? new Unread(file, line, reason) : unread;
    }

    /** An object in a list need not say what it is, or may say so with empty words. */
    private static Fields typed(Listed listed, Fields object) {
        if (listed.kind().isEmpty() || !object.text("kind").isEmpty()) {
            return object;
        }
        var all = new LinkedHashMap<String, Object>();
        object.keySet().forEach(name -> all.put(name, Objects.requireNonNull(object.peek(name))));
        if (written(object, "apiVersion").isEmpty()) {
            all.put("apiVersion", listed.version());
        }
        all.put("kind", listed.kind());
        return Fields.of(object.line(), all);
    }
}
