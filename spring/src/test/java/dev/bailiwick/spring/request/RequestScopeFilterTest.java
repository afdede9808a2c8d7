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

import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** What a request is answered with whose authority has moved while it was under way. */
class RequestScopeFilterTest {

    private static final Scope.Tenant SCOPE =
            Scope.Tenant.of(new TenantId(new UUID(7, 1))).at(new Epoch(3));

    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();

    private final RequestScopeFilter filter =
            new RequestScopeFilter(
                    request -> {
                        // as one does that reads memberships
                        Attempt.reached();
                        return Objects.requireNonNullElseGet(
                                outcomes.poll(), () -> new Outcome.Known(new Somebody()));
                    },
                    (scope, rule) -> told.add(scope + " " + rule),
                    new MovedAnswers(Stream::empty));

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
        "GET, false",
        "GET, true",
        "HEAD, true",
        "POST, false",
        "PATCH, false",
        "PUT, true",
        "DELETE, true"
    })
    void theClientIsAskedToTryAgain(String method, boolean reached) throws Exception {
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

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(told).containsExactly(SCOPE + " epoch");
        assertThat(response.getHeader("Retry-After")).isEqualTo("1");
        assertThat(response.getContentAsString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH"})
    void theClientIsToldOfWhatMayBeDoneInPart(String method) throws Exception {
        MockHttpServletResponse response =
                answer(
                        method,
                        (request, answer) -> {
                            Attempt.reached();
                            throw moved();
                        });

        assertThat(response.getStatus()).isEqualTo(409);
        assertThat(response.getHeader("Retry-After")).isNull();
    }

    @Test
    void theClientIsToldOfWhatAnEarlierDispatchHasDone() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/things");
        filter.doFilter(
                request, new MockHttpServletResponse(), (asked, answer) -> Attempt.reached());
        request.setDispatcherType(DispatcherType.ASYNC);
        MockHttpServletResponse response = new MockHttpServletResponse();

        filter.doFilter(
                request,
                response,
                (asked, answer) -> {
                    throw moved();
                });

        assertThat(response.getStatus()).isEqualTo(409);
    }

    @Test
    void whoIsNobodyByNowIsRefused() throws Exception {
        Map<Outcome, Integer> statuses =
                Map.of(
                        new Outcome.Refused("Gone."), 401,
                        new Outcome.Nobody(), 401,
                        new Outcome.Barred("Suspended."), 403,
                        new Outcome.Misdirected(HttpStatus.NOT_FOUND, "No such tenant."), 404);
        for (var now : statuses.entrySet()) {
            outcomes.add(new Outcome.Known(new Somebody()));
            outcomes.add(now.getKey());

            MockHttpServletResponse response =
                    answer(
                            "POST",
                            (request, answer) -> {
                                throw moved();
                            });

            assertThat(response.getStatus()).isEqualTo(now.getValue());
            assertThat(response.getHeader("Retry-After")).isNull();
        }
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
