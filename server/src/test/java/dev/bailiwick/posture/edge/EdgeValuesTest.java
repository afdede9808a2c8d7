package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EdgeValuesTest {

    @Test
    void secretsOfAQueryAreMaskedHoweverTheirNameIsWritten() {
        assertThat(
                        MaskedQuery.of(
                                "invitation_token=abc&filter[id]=1&id=2&access%5Ftoken=x=y&access_token&page=1"))
                .isEqualTo(
                        "invitation_token=***&filter[id]=1&id=***&access%5Ftoken=***&access_token&page=1");
        assertThat(MaskedQuery.of(null)).isEmpty();
        assertThat(MaskedQuery.of("a=%zz")).isEqualTo("a=%zz");
    }

    @Test
    void aRequestIdOfTheClientIsTakenWhenItIsOne() {
        assertThat(RequestId.parse("0123456789ABCDEF0123456789abcdef"))
                .hasValue(new RequestId("0123456789abcdef0123456789abcdef"));
        assertThat(RequestId.parse("01234567-89ab-cdef-0123-456789abcdef"))
                .hasValue(new RequestId("0123456789abcdef0123456789abcdef"));
        assertThat(RequestId.parse("x' or 1=1")).isEmpty();
        assertThat(RequestId.parse("0123456789abcdef0123456789abcdef\n")).isEmpty();
        assertThat(RequestId.random().value()).matches("[0-9a-f]{32}");
    }
}
