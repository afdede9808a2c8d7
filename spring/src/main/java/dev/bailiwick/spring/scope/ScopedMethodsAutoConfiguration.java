package dev.bailiwick.spring.scope;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

@AutoConfiguration
class ScopedMethodsAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Declarations scopeDeclarations() {
        return new Declarations();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static DeclarationCheck scopeDeclarationCheck(
            Declarations declarations, Environment environment) {
        return new DeclarationCheck(declarations, ScheduledBeans.in(environment));
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ScopedMethods scopedMethods(
            Declarations declarations,
            DeclarationCheck check,
            ObjectProvider<ActiveTenants> tenants) {
        return new ScopedMethods(declarations, check, new AroundScope(declarations, tenants));
    }
}
