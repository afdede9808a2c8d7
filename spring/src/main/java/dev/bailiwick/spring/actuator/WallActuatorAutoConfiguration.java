package dev.bailiwick.spring.actuator;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.request.LibraryEndpoints;
import dev.bailiwick.spring.wall.DriftWatch;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.Clock;

@AutoConfiguration(afterName = "dev.bailiwick.spring.wall.WallAutoConfiguration")
class WallActuatorAutoConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
    @ConditionalOnBean(DriftWatch.class)
    static class Described {

        @Bean
        @ConditionalOnAvailableEndpoint
        WallEndpoint wallEndpoint(
                Wall wall, DriftWatch watch, ObjectProvider<LibraryEndpoints> libraries) {
            return new WallEndpoint(
                    wall,
                    watch,
                    () ->
                            libraries.stream()
                                    .flatMap(library -> library.described().stream())
                                    .toList());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnBean(DriftWatch.class)
    static class Healthy {

        @Bean
        @ConditionalOnEnabledHealthIndicator("bailiwick")
        WallHealthIndicator bailiwickHealthIndicator(
                DriftWatch watch, ObjectProvider<Clock> clock) {
            return new WallHealthIndicator(watch, clock.getIfUnique(Clock::systemUTC));
        }
    }
}
