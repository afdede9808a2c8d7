package dev.bailiwick.posture.audit;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.postgres.authority.AuditTrail;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AuditProperties.class)
class AuditConfiguration {

    private static final Logger log = LoggerFactory.getLogger(AuditConfiguration.class);

    /** Told of refusals by the toolkit, and by what answers errors here. */
    @Bean
    RefusalSums refusals(AuditTrail trail) {
        return RefusalSums.started(
                (whose, minute, counts) -> {
                    try {
                        trail.keep(whose, minute, counts);
                    } catch (Exception e) {
                        log.warn("Refusals could not be put on record yet: {}", e.toString());
                        throw e;
                    }
                });
    }
}
