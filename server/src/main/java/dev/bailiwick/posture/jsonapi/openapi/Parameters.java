package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.Listing.Paging;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.request.ListQuery;
import dev.bailiwick.posture.jsonapi.request.Page;
import dev.bailiwick.posture.jsonapi.request.ReadQuery;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parameters of one operation, as OpenAPI describes them. */
final class Parameters {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    private final Route route;
    private final Schemas schemas;
    private final List<Object> all = new ArrayList<>();

    private Parameters(Route route, Schemas schemas) {
        this.route = route;
        this.schemas = schemas;
    }

    static List<Object> of(Route route, Schemas schemas) {
        Parameters parameters = new Parameters(route, schemas);
        parameters.path();
        parameters.extra();
        if (route.facts().accepts(ListQuery.class)) {
            parameters.list(route.facts().requireListing());
        }
        if (route.facts().accepts(ListQuery.class) || route.facts().accepts(ReadQuery.class)) {
            parameters.projection(route.facts().requireAnswers());
        }
        return parameters.all;
    }

    private void path() {
        Matcher variables = VARIABLE.matcher(route.path());
        while (variables.find()) {
            String name = variables.group(1);
            boolean uuid = false;
            for (Parameter parameter : route.facts().method().getParameters()) {
                PathVariable declared = parameter.getAnnotation(PathVariable.class);
                if (declared != null
                        && (declared.value().equals(name) || parameter.getName().equals(name))) {
                    uuid = parameter.getType() == UUID.class;
                }
            }
            all.add(
                    Map.of(
                            "name",
                            name,
                            "in",
                            "path",
                            "required",
                            true,
                            "schema",
                            uuid
                                    ? Map.of("type", "string", "format", "uuid")
                                    : Map.of("type", "string", "minLength", 1)));
        }
    }

    private void extra() {
        for (Parameter parameter : route.facts().method().getParameters()) {
            RequestParam declared = parameter.getAnnotation(RequestParam.class);
            if (declared != null) {
                String name = declared.value().isEmpty() ? parameter.getName() : declared.value();
                Map<String, Object> described = query(name, schema(parameter.getType()), false);
                described.put("required", declared.required());
                all.add(described);
            }
            RequestHeader header = parameter.getAnnotation(RequestHeader.class);
            if (header != null) {
                Map<String, Object> described = new LinkedHashMap<>();
                described.put("name", header.value());
                described.put("in", "header");
                described.put("required", header.required());
                described.put("schema", schema(parameter.getType()));
                all.add(described);
            }
        }
    }

    private static Map<String, Object> schema(Class<?> type) {
        if (type == Integer.class || type == int.class) {
            return Kind.integer().parameterSchema();
        }
        if (type == Boolean.class || type == boolean.class) {
            return Map.of("type", "boolean");
        }
        return type == UUID.class
                ? Kind.uuid().parameterSchema()
                : Kind.blankableText().parameterSchema();
    }

    private void list(Listing listing) {
        for (Filter<?> filter : listing.filters().values()) {
            Map<String, Object> described =
                    query("filter[" + filter.name() + "]", filter.schema(), filter.many());
            described.put("allowEmptyValue", true);
            all.add(described);
        }
        if (!listing.sorts().isEmpty()) {
            List<String> keys = new ArrayList<>();
            listing.sorts().keySet().forEach(key -> keys.addAll(List.of(key, "-" + key)));
            all.add(query("sort", words(keys), true));
        }
        if (listing.paging() == Paging.PAGED || listing.paging() == Paging.PAGED_OR_WHOLE) {
            Map<String, Object> number = Map.of("type", "integer", "minimum", 1);
            Map<String, Object> size = new LinkedHashMap<>(number);
            size.put("default", Page.DEFAULT_SIZE);
            size.put("description", "More than " + Page.GREATEST_SIZE + " is taken for that.");
            all.add(query("page[number]", number, false));
            all.add(query("page[size]", size, false));
        }
        if (listing.paging() == Paging.PAGED_OR_WHOLE) {
            all.add(query("page[disable]", Map.of("type", "boolean"), false));
        }
    }

    private void projection(ResourceType type) {
        if (!type.includes().isEmpty()) {
            all.add(query("include", words(List.copyOf(type.includes())), true));
        }
        fields(type);
        schemas.reached(type).stream().filter(each -> each != type).forEach(this::fields);
    }

    private void fields(ResourceType type) {
        List<String> names = new ArrayList<>(type.attributes().keySet());
        names.addAll(type.relationships().keySet());
        Map<String, Object> described =
                query("fields[" + type.name() + "]", Kind.blankableText().parameterSchema(), false);
        described.put(
                "description",
                "Shows but some, comma-separated, of "
                        + String.join(", ", names)
                        + "; other names are ignored.");
        all.add(described);
    }

    private static Map<String, Object> words(List<String> words) {
        return Schemas.array(Map.of("type", "string", "enum", words));
    }

    private static Map<String, Object> query(
            String name, Map<String, Object> schema, boolean commas) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("name", name);
        result.put("in", "query");
        if (commas) {
            result.put("style", "form");
            result.put("explode", false);
        }
        result.put("schema", schema);
        return result;
    }
}
