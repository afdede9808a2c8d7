package dev.bailiwick.posture.audit;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.postgres.authority.AuditTrail;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditConfiguration {

    /** Told of refusals by the toolkit, and by what answers errors and runs jobs here. */
    @Bean
    RefusalSums refusals(AuditTrail trail) {
        return RefusalSums.started(new KeptRefusals(trail));
    }
}
