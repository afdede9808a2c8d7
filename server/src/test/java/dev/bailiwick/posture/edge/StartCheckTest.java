package dev.bailiwick.posture.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.edge.tls.TlsProperties;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.util.Map;

class StartCheckTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '', false",
        "::1, '', false",
        "0.0.0.0, '', true",
        "192.0.2.7, '', true",
        "0.0.0.0, 192.0.2.1, false"
    })
    void clearTextBeyondTheMachineIsTold(String address, String proxies, boolean told) {
        HttpProperties http =
                new Binder(
                                new MapConfigurationPropertySource(
                                        Map.of(
                                                "bailiwick.http.address",
                                                address,
                                                "bailiwick.http.trusted-proxies",
                                                proxies)))
                        .bindOrCreate("bailiwick.http", HttpProperties.class);

        assertThat(StartCheck.isOpen(http, new TlsProperties(null, null))).isEqualTo(told);
    }
}
