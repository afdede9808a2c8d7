package dev.bailiwick.spring.cache;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

@AutoConfiguration
class CacheScopeAutoConfiguration {

    /** Every one of them: a cache that is not kept apart gives one tenant's answer to another. */
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor scopedCaches() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof CacheManager caches && !(bean instanceof ScopedCaches)
                        ? new ScopedCaches(caches)
                        : bean;
            }
        };
    }
}
