package dev.bailiwick.spring.member;

import dev.bailiwick.spring.TenantMembership;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
class MembershipAutoConfiguration {

    @Bean
    @ConditionalOnBean(TenantMembership.class)
    @ConditionalOnMissingBean
    Memberships memberships(TenantMembership membership) {
        return new Memberships(membership);
    }
}
