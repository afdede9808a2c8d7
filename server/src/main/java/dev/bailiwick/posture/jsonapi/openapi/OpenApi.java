package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.request.OperationFacts;
import dev.bailiwick.spring.Anonymous;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.RequiresPermission;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.AnnotatedElementUtils;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The OpenAPI 3.1 document: what the routes and declarations say, and nothing else. */
final class OpenApi {

    private static final List<Class<? extends Annotation>> CALLERS =
            List.of(Anonymous.class, AnyMember.class, RequiresPermission.class);

    private final Registry registry;
    private final List<Route> routes;

    OpenApi(Registry registry, List<Route> routes) {
        this.registry = registry;
        this.routes = routes;
    }

    /**
     * @param base path before {@link Api#V1}; empty or starting with a slash
     */
    Map<String, Object> document(String base) {
        Schemas schemas = new Schemas(registry);
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), any -> new LinkedHashMap<>())
                    .put(
                            route.method().toLowerCase(java.util.Locale.ROOT),
                            operation(route, schemas));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title",
                        "Bailiwick Posture API",
                        "version",
                        "v1",
                        "license",
                        Map.of("name", "Apache-2.0", "identifier", "Apache-2.0")));
        document.put("servers", List.of(Map.of("url", base.isEmpty() ? "/" : base)));
        document.put("paths", paths);
        document.put(
                "components",
                Map.of("schemas", schemas.components(), "securitySchemes", securitySchemes()));
        return document;
    }

    private static Map<String, Object> securitySchemes() {
        return Map.of(
                "token",
                Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT"),
                "key",
                Map.of(
                        "type",
                        "apiKey",
                        "in",
                        "header",
                        "name",
                        "Authorization",
                        "description",
                        "Api-Key, a blank, and the key"));
    }

    private Map<String, Object> operation(Route route, Schemas schemas) {
        OperationFacts facts = route.facts();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("operationId", route.id());
        result.put("summary", facts.operation().value());
        result.put("tags", List.of(tag(route)));
        boolean anonymous = declared(facts.method(), Anonymous.class) != null;
        result.put(
                "security",
                anonymous
                        ? List.of()
                        : List.of(Map.of("token", List.of()), Map.of("key", List.of())));
        RequiresPermission needs = declared(facts.method(), RequiresPermission.class);
        if (needs != null) {
            result.put("description", "Needs " + String.join(", ", needs.value()) + ".");
        }
        result.put("parameters", Parameters.of(route, schemas));
        requestBody(route, schemas, result);
        result.put("responses", responses(route, schemas, anonymous));
        return result;
    }

    private static String tag(Route route) {
        String[] steps = route.path().split("/", -1);
        return steps.length > 3 && !steps[3].isEmpty() ? steps[3] : "api";
    }

    /** What the method says of its callers; what the class does, where the method says nothing. */
    private static <A extends Annotation> @Nullable A declared(Method method, Class<A> kind) {
        boolean own =
                CALLERS.stream().anyMatch(any -> AnnotatedElementUtils.hasAnnotation(method, any));
        return AnnotatedElementUtils.findMergedAnnotation(
                own ? method : method.getDeclaringClass(), kind);
    }

    private static void requestBody(Route route, Schemas schemas, Map<String, Object> result) {
        RequestType takes = route.facts().takes();
        Map<String, Object> content = new LinkedHashMap<>();
        if (takes != null) {
            content.put(
                    Api.MEDIA_TYPE_VALUE, Map.of("schema", Schemas.ref(schemas.request(takes))));
        }
        for (String type : route.consumes()) {
            content.putIfAbsent(type, Map.of("schema", raw(type)));
        }
        if (!content.isEmpty()) {
            boolean required = takes == null || !takes.isTolerant();
            result.put("requestBody", Map.of("required", required, "content", content));
        }
    }

    private static Map<String, Object> raw(String mediaType) {
        Map<String, Object> bytes =
                Map.of("type", "string", "contentMediaType", "application/octet-stream");
        return mediaType.startsWith("multipart/")
                ? Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("file", bytes),
                        "required",
                        List.of("file"))
                : Map.of();
    }

    private static Map<String, Object> responses(Route route, Schemas schemas, boolean anonymous) {
        OperationFacts facts = route.facts();
        Map<String, Object> result = new TreeMap<>();
        Map<String, Object> success = new LinkedHashMap<>();
        success.put("description", facts.operation().value());
        Map<String, Object> content = new LinkedHashMap<>();
        if (facts.answers() != null) {
            content.put(
                    Api.MEDIA_TYPE_VALUE, Map.of("schema", Schemas.ref(schemas.document(facts))));
        }
        route.produces().forEach(type -> content.putIfAbsent(type, Map.of()));
        if (!content.isEmpty()) {
            success.put("content", content);
        }
        result.put(Integer.toString(facts.operation().status()), success);
        Map<String, Object> refusal =
                Map.of(
                        "description",
                        "Refused",
                        "content",
                        Map.of(Api.MEDIA_TYPE_VALUE, Map.of("schema", Schemas.ref("errors"))));
        refusals(route, anonymous).forEach(status -> result.put(status.toString(), refusal));
        return result;
    }

    /** The statuses of refusal that follow from what the operation takes and answers. */
    private static Set<Integer> refusals(Route route, boolean anonymous) {
        OperationFacts facts = route.facts();
        boolean body = facts.takes() != null || !route.consumes().isEmpty();
        List<Integer> all = new ArrayList<>(List.of(400, 429, 500, 503));
        if (!anonymous) {
            all.addAll(List.of(401, 403));
        }
        if (route.path().contains("{") || facts.many()) {
            all.add(404);
        }
        if (facts.answers() != null || !route.produces().isEmpty()) {
            all.add(406);
        }
        if (body) {
            all.addAll(List.of(409, 413, 415));
        }
        for (int status : facts.operation().refuses()) {
            all.add(status);
        }
        return new TreeSet<>(all);
    }
}
