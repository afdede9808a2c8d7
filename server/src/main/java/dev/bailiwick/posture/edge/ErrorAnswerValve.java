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
        Refusal refusal = Refusal.of(status);
        byte[] body =
                "{\"errors\":[{\"detail\":\"%s\",\"status\":\"%d\",\"code\":\"%s\"}]}"
                        .formatted(refusal.detail(), status, refusal.code())
                        .getBytes(StandardCharsets.UTF_8);
        response.setHeader("Cache-Control", "no-store");
        response.setContentType("application/vnd.api+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.finishResponse();
    }

    /** What Tomcat's statuses mean to a client; the words of the API for the same things. */
    private record Refusal(String code, String detail) {

        static Refusal of(int status) {
            return switch (status) {
                case 404 -> new Refusal("not_found", "Not found.");
                case 405 -> new Refusal("method_not_allowed", "This method is not allowed here.");
                case 413, 414, 431 -> new Refusal("too_large", "This request is too large.");
                case 501 -> new Refusal("not_implemented", "This server does not know how to.");
                case 503 -> new Refusal("service_unavailable", "The server cannot answer now.");
                case 505 ->
                        new Refusal("not_implemented", "This server speaks HTTP/1.1 and HTTP/1.0.");
                default ->
                        status >= 500
                                ? new Refusal("internal_error", "Something went wrong here.")
                                : new Refusal("invalid", "This request is malformed.");
            };
        }
    }
}
