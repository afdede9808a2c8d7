package dev.bailiwick.posture.edge;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Answers what Tomcat refuses by itself, before any filter, in the form of every other refusal. */
final class ErrorAnswerValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable throwable) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            write(response, status);
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The client left before it could be told of " + status, e);
        }
    }

    private static void write(Response response, int status) throws IOException {
        if (response.getHeader(RequestId.HEADER) == null) {
            response.setHeader(RequestId.HEADER, RequestId.random().value());
        }
        String detail = status >= 500 ? "Something went wrong here." : "This request is malformed.";
        String code = status >= 500 ? "internal_error" : "invalid";
        byte[] body =
                "{\"errors\":[{\"detail\":\"%s\",\"status\":\"%d\",\"code\":\"%s\"}]}"
                        .formatted(detail, status, code)
                        .getBytes(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/vnd.api+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.finishResponse();
    }
}
