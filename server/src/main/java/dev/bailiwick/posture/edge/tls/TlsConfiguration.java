package dev.bailiwick.posture.edge.tls;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Objects;

/** The certificate of the settings, where there is one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TlsProperties.class)
class TlsConfiguration {

    @Bean
    @ConditionalOnProperty("bailiwick.tls.certificate")
    TlsRenewal tlsRenewal(TlsProperties tls) {
        return new TlsRenewal(
                Objects.requireNonNull(tls.certificate()), Objects.requireNonNull(tls.key()));
    }
}
