package dev.bailiwick.posture.jsonapi.error;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.audit.Rule;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.PermissionMissingException;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** The outermost loop of a request: whatever was thrown becomes an errors document. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ErrorAnswers {

    private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

    /** Of methods that leave the same behind when they are done once more. */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "PUT", "PATCH", "DELETE");

    private final ErrorWriter writer;
    private final ObjectProvider<RefusalAudit> refusals;

    ErrorAnswers(ErrorWriter writer, ObjectProvider<RefusalAudit> refusals) {
        this.writer = writer;
        this.refusals = refusals;
    }

    @ExceptionHandler(Throwable.class)
    void answer(Throwable thrown, HttpServletRequest request, HttpServletResponse response) {
        if (thrown instanceof AsyncRequestNotUsableException) {
            return;
        }
        try {
            writer.write(response, translate(thrown, request));
        } catch (IOException gone) {
            log.debug("The client left before it could be told: {}", gone.toString());
        }
    }

    private ApiException translate(Throwable thrown, HttpServletRequest request) {
        if (AuthorityMovedException.isBehind(thrown)) {
            ApiException moved = moved(request.getMethod());
            tell(request, null, Rule.EPOCH);
            return moved;
        }
        ApiException answer = Faults.translate(thrown);
        if (!(thrown instanceof PermissionMissingException)) {
            // that is told where it is thrown
            answer.refusal().ifPresent(told -> tell(request, told.scope(), told.rule()));
        }
        if (Faults.isRefusedByDatabase(thrown)) {
            // a row that is not the caller's, or a grant that is missing: only this tells which
            log.warn(
                    "{} {} was refused by the database: {}",
                    request.getMethod(),
                    request.getRequestURI(),
                    Faults.databaseMessage(thrown));
        }
        if (answer.status() == 500) {
            log.error("{} {} failed", request.getMethod(), request.getRequestURI(), thrown);
        }
        return answer;
    }

    private void tell(HttpServletRequest request, @Nullable Scope scope, Rule rule) {
        Scope whose =
                scope == null
                        ? CurrentAuthority.of(request).map(Authority::scope).orElse(null)
                        : scope;
        refusals.stream().forEach(audit -> audit.refused(whose, rule));
    }

    /** Of somebody who would be let in now: who would not is refused by what handlers throw. */
    private static ApiException moved(String method) {
        return REPEATABLE.contains(method) || !Attempt.hasReached()
                ? ApiException.unavailable(
                        "What you may do has just changed. Try again.", Duration.ofSeconds(1))
                : ApiException.conflict(
                        "/data",
                        "What you may do has just changed, and a part of this may be done: look"
                                + " before you send it again.");
    }
}
