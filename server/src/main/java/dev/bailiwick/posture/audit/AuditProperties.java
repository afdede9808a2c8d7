package dev.bailiwick.posture.audit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How long the record of authority is kept.
 *
 * @param retention of entries of tenants and of maintenance; at least a day
 */
@ConfigurationProperties("bailiwick.audit")
record AuditProperties(@DefaultValue("365d") Duration retention) {

    AuditProperties {
        if (retention.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException(
                    "bailiwick.audit.retention: at least a day, not " + retention);
        }
    }
}
