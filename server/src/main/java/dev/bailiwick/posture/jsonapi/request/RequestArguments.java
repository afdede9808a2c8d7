package dev.bailiwick.posture.jsonapi.request;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Filter;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.posture.jsonapi.answer.Resources;
import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;

import jakarta.servlet.http.HttpServletRequest;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.MethodParameter;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** Gives operations their request, read by their declarations. */
@Component
final class RequestArguments implements HandlerMethodArgumentResolver {

    private static final Set<Class<?>> KNOWN =
            Set.of(ListQuery.class, ReadQuery.class, Body.class, Identifiers.class);

    private final Registry registry;
    private final Operations operations;
    private final ObjectProvider<Resources> resources;
    private final ObjectProvider<ChoiceRule> rules;

    RequestArguments(
            Registry registry,
            Operations operations,
            ObjectProvider<Resources> resources,
            ObjectProvider<ChoiceRule> rules) {
        this.registry = registry;
        this.operations = operations;
        this.resources = resources;
        this.rules = rules;
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return KNOWN.contains(parameter.getParameterType());
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        HttpServletRequest request =
                Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        Method method = Objects.requireNonNull(parameter.getMethod());
        OperationFacts operation = operations.of(method);
        Class<?> wanted = parameter.getParameterType();
        if (wanted == ListQuery.class) {
            return list(operation, request);
        }
        if (wanted == ReadQuery.class) {
            return new ReadQuery(
                    operation.requireAnswers(),
                    new QueryReader(operation).read(request.getParameterMap()).projection());
        }
        requireMediaType(request);
        BodyReader reader = new BodyReader(operation.requireTakes(), pathId(request));
        return wanted == Body.class
                ? reader.read(request.getInputStream())
                : reader.readIdentifiers(request.getInputStream());
    }

    private ListQuery list(OperationFacts operation, HttpServletRequest request) {
        Map<String, String[]> parameters = request.getParameterMap();
        QueryReader reader = new QueryReader(operation).read(parameters);
        requireChoices(reader.filters());
        PageLinks links =
                new PageLinks(
                        ServletUriComponentsBuilder.fromRequestUri(request).build().toUriString(),
                        parameters);
        return new ListQuery(operation, reader.wish(), reader.filters(), links::page);
    }

    private void requireChoices(Map<Filter<?>, List<?>> filters) {
        List<ApiError> errors = new ArrayList<>();
        filters.forEach(
                (filter, values) -> {
                    String type = filter.choice();
                    if (type != null && rules.stream().allMatch(rule -> rule.tells(type))) {
                        List<UUID> ids = values.stream().map(UUID.class::cast).toList();
                        if (!resources
                                .getObject()
                                .visible(registry.type(type), ids)
                                .containsAll(ids)) {
                            errors.add(
                                    ApiError.relationship(
                                            filter.name(),
                                            "invalid_choice",
                                            "This is none of the available choices."));
                        }
                    }
                });
        if (!errors.isEmpty()) {
            throw ApiException.of(errors);
        }
    }

    private static void requireMediaType(HttpServletRequest request) {
        String given = request.getContentType();
        try {
            if (given != null
                    && MediaType.parseMediaType(given).equalsTypeAndSubtype(Api.MEDIA_TYPE)) {
                return;
            }
        } catch (InvalidMediaTypeException malformed) {
            // refused below
        }
        if (given != null || request.getContentLengthLong() > 0) {
            throw ApiException.unsupportedMediaType(Api.MEDIA_TYPE_VALUE);
        }
    }

    private static @Nullable String pathId(HttpServletRequest request) {
        return request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE)
                                instanceof Map<?, ?> variables
                        && variables.get("id") instanceof String id
                ? id
                : null;
    }
}
