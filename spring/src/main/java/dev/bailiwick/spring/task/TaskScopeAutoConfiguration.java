package dev.bailiwick.spring.task;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

@AutoConfiguration
class TaskScopeAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    ScopeTaskDecorator scopeTaskDecorator() {
        return new ScopeTaskDecorator();
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static CarryingExecutors carryingExecutors() {
        return new CarryingExecutors(new ScopeTaskDecorator());
    }
}
