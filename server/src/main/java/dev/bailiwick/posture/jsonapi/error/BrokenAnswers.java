package dev.bailiwick.posture.jsonapi.error;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;

/**
 * Lets what breaks an answer off that has begun reach the container, which closes the connection:
 * so nobody takes what they have for the whole.
 */
@Component
final class BrokenAnswers implements HandlerExceptionResolver, Ordered {

    private static final Logger log = LoggerFactory.getLogger(BrokenAnswers.class);

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request,
            HttpServletResponse response,
            @Nullable Object handler,
            Exception thrown) {
        if (response.isCommitted() && !(thrown instanceof AsyncRequestNotUsableException)) {
            log.warn(
                    "{} {} broke off: {}",
                    request.getMethod(),
                    request.getRequestURI(),
                    thrown.toString());
            throw new IllegalStateException("The answer broke off", thrown);
        }
        return null;
    }
}
