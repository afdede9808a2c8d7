package dev.bailiwick.spring.member;

import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.spring.TenantMembership;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
@EnableConfigurationProperties(WatchProperties.class)
class MembershipAutoConfiguration {

    @Bean
    @ConditionalOnBean(TenantMembership.class)
    @ConditionalOnMissingBean
    Memberships memberships(
            TenantMembership membership,
            WatchProperties properties,
            ObjectProvider<RefusalAudit> audits) {
        return new Memberships(
                membership,
                properties.watch(),
                (scope, rule) -> audits.stream().forEach(audit -> audit.refused(scope, rule)));
    }
}
