package dev.bailiwick.spring.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.spring.Authentication.Outcome;
import dev.bailiwick.spring.Authority;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import java.util.Set;
import java.util.UUID;

/** What a request is answered with whose authority has moved while it was under way. */
class RequestScopeFilterTest {

    private static final Scope.Tenant SCOPE =
            Scope.Tenant.of(new TenantId(new UUID(7, 1))).at(new Epoch(3));

    private final RequestScopeFilter filter =
            new RequestScopeFilter(request -> new Outcome.Known(new Somebody()));

    private record Somebody() implements Authority {

        @Override
        public Scope scope() {
            return SCOPE;
        }

        @Override
        public Set<String> permissions() {
            return Set.of();
        }
    }

    private MockHttpServletResponse answer(String method, FilterChain chain) throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        filter.doFilter(new MockHttpServletRequest(method, "/things"), response, chain);
        return response;
    }

    /** As the dispatcher throws what a controller has thrown. */
    private static ServletException moved() {
        return new ServletException(new AuthorityMovedException(Scopes.require()));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, false, 503",
        "GET, true, 503",
        "HEAD, true, 503",
        "POST, false, 503",
        "POST, true, 403",
        "DELETE, true, 403"
    })
    void theClientIsAskedToTryAgainUnlessAPartIsDone(String method, boolean reached, int status)
            throws Exception {
        MockHttpServletResponse response =
                answer(
                        method,
                        (request, answer) -> {
                            answer.getWriter().write("half an answer");
                            if (reached) {
                                Attempt.reached();
                            }
                            throw moved();
                        });

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getHeader("Retry-After")).isEqualTo(status == 503 ? "1" : null);
        assertThat(response.getContentAsString()).isEmpty();
    }

    @Test
    void anAnswerThatIsOnItsWayIsBrokenOff() {
        assertThatExceptionOfType(ServletException.class)
                .isThrownBy(
                        () ->
                                answer(
                                        "GET",
                                        (request, answer) -> {
                                            answer.flushBuffer();
                                            throw moved();
                                        }));
    }

    @Test
    void whatElseIsThrownGoesOn() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(
                        () ->
                                answer(
                                        "GET",
                                        (request, answer) -> {
                                            throw new IllegalStateException("broken");
                                        }))
                .withMessage("broken");
    }
}
