package dev.bailiwick.spring.request;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

import java.io.IOException;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Answers requests that came to nothing because their authority has moved: in the form that other
 * errors are answered in, and with a line in the log.
 */
final class MovedAnswers {

    private static final Logger LOG = LoggerFactory.getLogger(MovedAnswers.class);

    private final Supplier<Stream<HandlerExceptionResolver>> resolvers;

    /**
     * @param resolvers those of the application, asked for when there is something to answer: a
     *     filter is made before them
     */
    MovedAnswers(Supplier<Stream<HandlerExceptionResolver>> resolvers) {
        this.resolvers = resolvers;
    }

    /** Of what leaves no more behind if all of it is done from the start. */
    void tryAgain(HttpServletRequest request, HttpServletResponse response, Exception moved)
            throws IOException {
        LOG.warn(
                "{} {} is to be tried again: {}",
                request.getMethod(),
                request.getRequestURI(),
                moved.getMessage());
        response.setHeader(HttpHeaders.RETRY_AFTER, "1");
        answer(
                request,
                response,
                HttpStatus.SERVICE_UNAVAILABLE,
                "Your authority has changed while this was done. Try again.");
    }

    /** Of what may be done in part. */
    void halfDone(HttpServletRequest request, HttpServletResponse response, Exception moved)
            throws IOException {
        // with the place where it happened: the change before it may be the handler's own
        LOG.warn(
                "{} {} is a conflict: its authority has changed behind a part of it that is done."
                        + " What follows a change of authority in one handler belongs into its"
                        + " transaction, or into Memberships.anew",
                request.getMethod(),
                request.getRequestURI(),
                moved);
        answer(
                request,
                response,
                HttpStatus.CONFLICT,
                "Your authority has changed while this was done, and a part of it may be done. See"
                        + " what there is before you try again.");
    }

    private void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpStatus status,
            String detail)
            throws IOException {
        ErrorResponseException error = new ErrorResponseException(status);
        error.setDetail(detail);
        boolean answered =
                resolvers
                        .get()
                        .map(each -> each.resolveException(request, response, null, error))
                        // one with a view would have to be rendered, which is the error page's
                        .anyMatch(answer -> answer != null && isWritten(answer));
        if (!answered && !response.isCommitted()) {
            response.sendError(status.value());
        }
    }

    private static boolean isWritten(ModelAndView answer) {
        return answer.isEmpty();
    }
}
