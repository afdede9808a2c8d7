package dev.bailiwick.posture.jsonapi.openapi;

import dev.bailiwick.posture.jsonapi.Api;
import dev.bailiwick.posture.jsonapi.Operation;
import dev.bailiwick.posture.jsonapi.Registry;
import dev.bailiwick.spring.Anonymous;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriComponents;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** The API about itself: its collections, its OpenAPI document, and a page to read that with. */
@RestController
@Anonymous
final class OpenApiController {

    private static final String OPENAPI = "application/vnd.oai.openapi+json";
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "img-src 'self' data:; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'";
    private static final String JAVASCRIPT = "text/javascript";
    private static final String CSS = "text/css";

    /** Members below the first in the order of their names: the same bytes after every start. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

    private final Registry registry;
    private final Routes routes;

    OpenApiController(Registry registry, Routes routes) {
        this.registry = registry;
        this.routes = routes;
    }

    @GetMapping(
            path = {Api.V1, Api.V1 + "/"},
            produces = Api.MEDIA_TYPE_VALUE)
    @Operation("List the collections")
    void root(HttpServletResponse response) throws IOException {
        String base = ServletUriComponentsBuilder.fromCurrentContextPath().build().toUriString();
        Map<String, Object> links = new LinkedHashMap<>();
        for (Route route : routes.all()) {
            if (isListed(route)) {
                links.put(nameOf(route), base + route.path());
            }
        }
        write(
                response,
                Api.MEDIA_TYPE,
                JSON.writeValueAsBytes(Map.of("links", links, "meta", Map.of("version", "v1"))));
    }

    /** Collections, and what else stands directly below the root. */
    private static boolean isListed(Route route) {
        return route.method().equals("GET")
                && route.path().length() > Api.V1.length() + 1
                && !route.path().contains("{")
                && (route.facts().many() || !nameOf(route).contains("/"));
    }

    private static String nameOf(Route route) {
        return route.path().substring(Api.V1.length() + 1);
    }

    /** For whoever opens the server's address in a browser. */
    @GetMapping("/")
    ResponseEntity<Void> front() {
        UriComponents docs =
                ServletUriComponentsBuilder.fromCurrentContextPath().path(Api.V1 + "/docs").build();
        // without scheme and host, of which a proxy that nobody trusts may know better
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(String.valueOf(docs.getPath())))
                .build();
    }

    @GetMapping(
            path = Api.V1 + "/schema",
            produces = {OPENAPI, MediaType.APPLICATION_JSON_VALUE, Api.MEDIA_TYPE_VALUE})
    @Operation("Describe the API in OpenAPI")
    void schema(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String accept = String.valueOf(request.getHeader("Accept"));
        MediaType type =
                accept.contains(MediaType.APPLICATION_JSON_VALUE) && !accept.contains(OPENAPI)
                        ? MediaType.APPLICATION_JSON
                        : MediaType.parseMediaType(OPENAPI);
        OpenApi openApi = new OpenApi(registry, routes.all());
        write(response, type, written(openApi.document(request.getContextPath())));
    }

    /** {@code openapi} first: programs tell by the beginning what a document is. */
    private static byte[] written(Map<String, Object> document) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            document.forEach(
                    (name, value) -> {
                        json.writeName(name);
                        json.writePOJO(value);
                    });
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    @GetMapping(path = Api.V1 + "/docs", produces = MediaType.TEXT_HTML_VALUE)
    @Operation("Show the documentation")
    void docs(HttpServletResponse response) throws IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        write(response, new MediaType("text", "html"), own("docs.html"));
    }

    @GetMapping(path = Api.V1 + "/docs/docs.js", produces = JAVASCRIPT)
    @Operation("Serve the script of the documentation page")
    void script(HttpServletResponse response) throws IOException {
        write(response, MediaType.parseMediaType(JAVASCRIPT), own("docs.js"));
    }

    @GetMapping(path = Api.V1 + "/docs/swagger-ui-bundle.js", produces = JAVASCRIPT)
    @Operation("Serve the script of Swagger UI")
    void swaggerScript(HttpServletResponse response) throws IOException {
        write(response, MediaType.parseMediaType(JAVASCRIPT), swagger("swagger-ui-bundle.js"));
    }

    @GetMapping(path = Api.V1 + "/docs/swagger-ui.css", produces = CSS)
    @Operation("Serve the style of Swagger UI")
    void swaggerStyle(HttpServletResponse response) throws IOException {
        write(response, MediaType.parseMediaType(CSS), swagger("swagger-ui.css"));
    }

    private static void write(HttpServletResponse response, MediaType type, byte[] body)
            throws IOException {
        response.setContentType(type.toString());
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static byte[] own(String file) throws IOException {
        return new ClassPathResource(file, OpenApiController.class).getContentAsByteArray();
    }

    private static byte[] swagger(String file) throws IOException {
        Properties properties = new Properties();
        try (var in =
                new ClassPathResource("META-INF/maven/org.webjars/swagger-ui/pom.properties")
                        .getInputStream()) {
            properties.load(in);
        }
        return new ClassPathResource(
                        "META-INF/resources/webjars/swagger-ui/%s/%s"
                                .formatted(properties.getProperty("version"), file))
                .getContentAsByteArray();
    }
}
