package dev.bailiwick.posture.retention;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Input;
import dev.bailiwick.posture.jsonapi.RequestType;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What a tenant's retention looks like on the wire, and what changes it. */
@Configuration(proxyBeanMethods = false)
class RetentionDeclarations {

    static final Input<Integer> DAYS = Input.optional("days", days());
    static final Input<Integer> SCANS = Input.optional("scans", scans());

    static final ResourceType RETENTIONS =
            ResourceType.named("retentions")
                    .attribute("days", days())
                    .attribute("scans", scans())
                    .attribute("default_days", days())
                    .attribute("default_scans", scans())
                    .build();

    private static Kind<Integer> days() {
        return Kind.integer().between(1, RetentionProperties.MOST_DAYS).nullable();
    }

    private static Kind<Integer> scans() {
        return Kind.integer().between(1, RetentionProperties.MOST_SCANS).nullable();
    }

    @Bean
    Declarations retentionTypes() {
        return Declarations.of(
                RETENTIONS,
                RequestType.change("retentions-update", "retentions").with(DAYS, SCANS).build());
    }
}
