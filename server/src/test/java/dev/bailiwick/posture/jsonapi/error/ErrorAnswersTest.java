package dev.bailiwick.posture.jsonapi.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import java.util.UUID;

class ErrorAnswersTest {

    private static final Scope SCOPE = Scope.Tenant.of(new TenantId(new UUID(7, 1)));

    private final ErrorAnswers answers =
            new ErrorAnswers(
                    new ErrorWriter(),
                    new StaticListableBeanFactory().getBeanProvider(RefusalAudit.class));

    /** Clients send again by themselves what is answered with 503. */
    @ParameterizedTest
    @CsvSource({
        "GET,    true,  503",
        "PATCH,  true,  503",
        "DELETE, true,  503",
        "POST,   false, 503",
        "POST,   true,  409"
    })
    void asksForAnotherTryOnlyWhereItDoesNoHarm(String method, boolean reached, int status)
            throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();

        Attempt.once(
                () -> {
                    if (reached) {
                        Attempt.reached();
                    }
                    Exception moved = new IllegalStateException(new AuthorityMovedException(SCOPE));
                    answers.answer(
                            moved, new MockHttpServletRequest(method, "/api/v1/things"), response);
                    return status;
                });

        assertThat(response.getStatus()).isEqualTo(status);
        assertThat(response.getHeader("Retry-After")).isEqualTo(status == 503 ? "1" : null);
        if (status == 409) {
            assertThat(response.getContentAsString()).contains("a part of this may be done");
        }
    }
}
