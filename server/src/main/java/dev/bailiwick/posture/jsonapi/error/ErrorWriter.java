package dev.bailiwick.posture.jsonapi.error;

import dev.bailiwick.posture.jsonapi.Api;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.stereotype.Component;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Writes errors documents. For filters and valves too, which no exception handler stands behind.
 */
@Component
public final class ErrorWriter {

    private static final JsonFactory JSON = new JsonFactory();

    /**
     * Answers with {@code error}. Does nothing if the answer has begun.
     *
     * @throws IOException if the client is gone
     */
    public void write(HttpServletResponse response, ApiException error) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        byte[] body = document(error);
        response.resetBuffer();
        response.setStatus(error.status());
        error.headers().forEach(response::setHeader);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType(Api.MEDIA_TYPE_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    static byte[] document(ApiException exception) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("errors");
            exception.errors().forEach(error -> write(json, error));
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, ApiError error) {
        json.writeStartObject();
        json.writeStringProperty("detail", error.detail());
        json.writeStringProperty("status", Integer.toString(error.status()));
        switch (error.source()) {
            case null -> {}
            case ApiError.Source.Pointer(String pointer) -> source(json, "pointer", pointer);
            case ApiError.Source.Parameter(String name) -> source(json, "parameter", name);
        }
        json.writeStringProperty("code", error.code());
        json.writeEndObject();
    }

    private static void source(JsonGenerator json, String kind, String place) {
        json.writeObjectPropertyStart("source");
        json.writeStringProperty(kind, place);
        json.writeEndObject();
    }
}
