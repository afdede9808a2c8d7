package dev.bailiwick.spring.request;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.spring.Authentication;
import dev.bailiwick.spring.Authority;
import dev.bailiwick.spring.CurrentAuthority;
import dev.bailiwick.spring.LoggedScopes;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;
import org.springframework.web.servlet.mvc.method.annotation.ServletInvocableHandlerMethod;

import java.io.InputStream;
import java.io.Reader;
import java.util.Arrays;
import java.util.Set;

/**
 * Calls handlers so that one whose authority has moved, before anything that it did has reached the
 * database, is called once more: the request is authenticated anew, held against what the endpoint
 * requires, and handled in the scope of now. The arguments are those of the first call, but for the
 * authority, so nothing of the request is read twice. One that is half done is not called again,
 * and yet refused if it would be by now.
 */
final class AttemptingHandlers implements WebMvcRegistrations {

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final Authentication authentication;
    private final ObjectProvider<Requirements> requirements;
    private final RefusalAudit refusals;

    AttemptingHandlers(
            Authentication authentication,
            ObjectProvider<Requirements> requirements,
            RefusalAudit refusals) {
        this.authentication = authentication;
        this.requirements = requirements;
        this.refusals = refusals;
    }

    @Override
    public RequestMappingHandlerAdapter getRequestMappingHandlerAdapter() {
        return new RequestMappingHandlerAdapter() {
            @Override
            protected ServletInvocableHandlerMethod createInvocableHandlerMethod(
                    HandlerMethod method) {
                return new Attempting(method);
            }
        };
    }

    private final class Attempting extends ServletInvocableHandlerMethod {

        private Attempting(HandlerMethod method) {
            super(method);
        }

        @Override
        protected @Nullable Object doInvoke(@Nullable Object... args) throws Exception {
            if (Scopes.current().isEmpty()
                    || !(RequestContextHolder.getRequestAttributes()
                            instanceof ServletRequestAttributes attributes)) {
                return super.doInvoke(args);
            }
            HttpServletRequest request = attributes.getRequest();
            boolean reads = READING.contains(request.getMethod());
            boolean once = !reads && Arrays.stream(args).anyMatch(Attempting::isReadOnce);
            Tried tried = Attempt.once(() -> tried(reads, once, args));
            if (tried.moved() == null) {
                return tried.result();
            }
            hold(request);
            if (!tried.repeatable() || !isUnanswered(attributes.getResponse())) {
                throw tried.moved();
            }
            return again(request, args);
        }

        private Tried tried(boolean reads, boolean once, @Nullable Object... args)
                throws Exception {
            try {
                return new Tried(null, false, super.doInvoke(args));
            } catch (AuthorityMovedException moved) {
                return new Tried(moved, reads || (!once && !Attempt.hasReached()), null);
            }
        }

        /** By what the caller may do now. */
        private void hold(HttpServletRequest request) {
            request.setAttribute(
                    CurrentAuthority.OUTCOME,
                    Attempt.aside(() -> authentication.authenticate(request)));
            new PermissionInterceptor(requirements.getObject(), refusals).hold(request, this);
        }

        private @Nullable Object again(HttpServletRequest request, @Nullable Object... args)
                throws Exception {
            Authority now =
                    CurrentAuthority.of(request)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "A scope was entered where nobody need be"
                                                            + " known"));
            Object[] renewed =
                    Arrays.stream(args)
                            .map(each -> each instanceof Authority ? now : each)
                            .toArray();
            return LoggedScopes.call(
                            now.scope(), () -> new Tried(null, false, super.doInvoke(renewed)))
                    .result();
        }

        /** Forgets what was written of an answer, unless some of it has been sent. */
        private static boolean isUnanswered(@Nullable HttpServletResponse response) {
            if (response != null && response.isCommitted()) {
                return false;
            }
            if (response != null) {
                response.resetBuffer();
            }
            return true;
        }

        /** What a handler that is called once more would find at its end. */
        private static boolean isReadOnce(@Nullable Object argument) {
            return argument instanceof ServletRequest
                    || argument instanceof InputStream
                    || argument instanceof Reader;
        }
    }

    /**
     * @param moved what it was broken off by, if it was
     * @param repeatable whether it may be called once more
     */
    private record Tried(
            @Nullable AuthorityMovedException moved, boolean repeatable, @Nullable Object result) {}
}
