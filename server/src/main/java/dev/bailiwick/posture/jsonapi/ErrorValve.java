package dev.bailiwick.posture.jsonapi;

import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Tomcat's last word on requests that never reach the application, such as one whose first line is
 * malformed: an errors document in place of a page. Tomcat makes it by its name.
 */
public final class ErrorValve extends ErrorReportValve {

    @Override
    protected void report(Request request, Response response, Throwable thrown) {
        int status = response.getStatus();
        if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        byte[] body = ErrorWriter.document(Faults.standard(status));
        try {
            response.setContentType(Api.MEDIA_TYPE_VALUE);
            response.setContentLength(body.length);
            OutputStream out = response.getOutputStream();
            out.write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("No client is left to be told", gone);
        }
    }
}
