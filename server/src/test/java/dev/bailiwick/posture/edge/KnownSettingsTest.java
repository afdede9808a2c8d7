package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.edge.tls.TlsProperties;

import org.junit.jupiter.api.Test;

import java.util.List;

final class KnownSettingsTest {

    private final KnownSettings known =
            new KnownSettings(KnownSettings.names("bailiwick.http", HttpProperties.class));

    @Test
    void namesAreThoseOfTheRecord() {
        assertThat(KnownSettings.names("bailiwick.tls", TlsProperties.class))
                .containsExactly("bailiwick.tls.certificate", "bailiwick.tls.key");
    }

    @Test
    void aNameIsKnownInEveryFormThatSpringAccepts() {
        assertThat(
                        List.of(
                                "bailiwick.http.trusted-proxies",
                                "bailiwick.http.trustedProxies",
                                "bailiwick.http.trusted-proxies[0]"))
                .allMatch(name -> known.fault(name).isEmpty());
        assertThat(List.of("BAILIWICK_HTTP_TRUSTEDPROXIES", "BAILIWICK_HTTP_TRUSTED_PROXIES"))
                .allMatch(name -> known.faultOfVariable(name).isEmpty());
    }

    @Test
    void anUnknownNameIsRefusedWithTheNearestOne() {
        assertThat(known.fault("bailiwick.http.trusted-proxy"))
                .hasValue(
                        "The setting bailiwick.http.trusted-proxy is unknown; did you mean"
                                + " bailiwick.http.trusted-proxies?");
        assertThat(known.faultOfVariable("BAILIWICK_HTTP_PROT")).isPresent();
        assertThat(known.faultOfVariable("BAILIWICK_HTPP_PORT")).isPresent();
    }

    @Test
    void aVariableOfSomebodyElseIsLeftAlone() {
        assertThat(known.faultOfVariable("BAILIWICK_CHECKOUT")).isEmpty();
    }
}
