package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Wall;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import java.time.Clock;

@AutoConfiguration
@ConditionalOnClass(DelegatingDataSource.class)
@EnableConfigurationProperties(DriftProperties.class)
class WallAutoConfiguration {

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static UnscopedBeans unscopedBeans(
            ConfigurableListableBeanFactory beans, Environment environment) {
        return new UnscopedBeans(beans, environment);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static ScopedDataSources scopedDataSources(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Wall> walls,
            UnscopedBeans unscoped) {
        return new ScopedDataSources(beans, walls, unscoped);
    }

    @Bean
    @Lazy(false)
    WallGate wallGate(
            ConfigurableListableBeanFactory beans,
            ObjectProvider<Wall> walls,
            ScopedDataSources scoped,
            UnscopedBeans unscoped) {
        return new WallGate(beans, walls, scoped, unscoped);
    }

    @Bean
    @Lazy(false)
    ViewSessions viewSessions(ConfigurableListableBeanFactory beans) {
        return new ViewSessions(beans);
    }

    @Bean
    @Lazy(false)
    @ConditionalOnBean(Wall.class)
    @ConditionalOnMissingBean
    DriftWatch driftWatch(
            ScopedDataSources scoped, DriftProperties properties, ObjectProvider<Clock> clock) {
        return new DriftWatch(scoped, properties.interval(), clock.getIfUnique(Clock::systemUTC));
    }
}
