package dev.bailiwick.posture.edge;

import jakarta.servlet.ServletException;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

import java.io.IOException;

/**
 * Gives every answer the headers that keep browsers from doing harm with it; also those that Tomcat
 * makes by itself.
 */
final class AnswerHeadersValve extends ValveBase {

    /**
     * Scripts from this server alone, so that no page that we show can be made to run a visitor's.
     */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                + " 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri"
                + " 'none'; frame-ancestors 'none'";

    AnswerHeadersValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
        response.setHeader("Content-Security-Policy", CONTENT_POLICY);
        getNext().invoke(request, response);
    }
}
