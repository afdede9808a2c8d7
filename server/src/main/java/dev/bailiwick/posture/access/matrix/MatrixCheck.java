package dev.bailiwick.posture.access.matrix;

import dev.bailiwick.posture.access.matrix.Matrix.Row;
import dev.bailiwick.posture.jsonapi.Api;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Holds the endpoints against the matrix before the server starts, and maps its rows that have no
 * endpoint to {@link NotOfferedHandler}: what is asked for first is the permission, whether there
 * is something behind it or not.
 */
@Component
class MatrixCheck implements InitializingBean {

    private final RequestMappingHandlerMapping mapping;
    private final NotOfferedHandler notOffered;

    MatrixCheck(
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mapping,
            NotOfferedHandler notOffered) {
        this.mapping = mapping;
        this.notOffered = notOffered;
    }

    /**
     * Before the toolkit reads the requirements of all that is mapped.
     *
     * @throws IllegalStateException naming every fault
     */
    @Override
    public void afterPropertiesSet() {
        Matrix matrix = Matrix.read();
        List<String> faults = new ArrayList<>();
        Map<String, Needs> endpoints = endpoints(faults);
        faults.addAll(matrix.faults(endpoints));
        if (!faults.isEmpty()) {
            throw new IllegalStateException(
                    "%d endpoint(s) are not as matrix.txt says:%n- %s"
                            .formatted(faults.size(), String.join("%n- ".formatted(), faults)));
        }
        Map<Needs, Method> handlers = new HashMap<>();
        for (Method method : NotOfferedHandler.class.getDeclaredMethods()) {
            Needs.of(method).ifPresent(needs -> handlers.put(needs, method));
        }
        matrix.withoutEndpoint(endpoints).forEach(row -> map(row, handlers));
    }

    private Map<String, Needs> endpoints(List<String> faults) {
        Map<String, Needs> endpoints = new TreeMap<>();
        mapping.getHandlerMethods()
                .forEach((info, handler) -> add(info, handler, endpoints, faults));
        return endpoints;
    }

    private static void add(
            RequestMappingInfo info,
            HandlerMethod handler,
            Map<String, Needs> endpoints,
            List<String> faults) {
        for (String path : info.getPatternValues()) {
            if (path.equals(Api.V1) || path.startsWith(Api.V1 + "/")) {
                for (RequestMethod method : info.getMethodsCondition().getMethods()) {
                    String place = Row.place(method.name(), path.substring(Api.V1.length()));
                    Needs.of(handler.getMethod())
                            .ifPresentOrElse(
                                    needs -> endpoints.put(place, needs),
                                    () -> faults.add(place + ": declares what no row can say"));
                }
            }
        }
    }

    private void map(Row row, Map<Needs, Method> handlers) {
        Method handler = handlers.get(row.needs().declared());
        if (handler == null) {
            throw new IllegalStateException(
                    row.place() + ": add a method to NotOfferedHandler for " + row.needs());
        }
        RequestMappingInfo info =
                RequestMappingInfo.paths(Api.V1 + row.path())
                        .methods(RequestMethod.valueOf(row.method()))
                        .options(mapping.getBuilderConfiguration())
                        .build();
        mapping.registerMapping(info, notOffered, handler);
    }
}
