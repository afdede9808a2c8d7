package dev.bailiwick.posture.access;

import dev.bailiwick.spring.KnownPermissions;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.util.Set;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

    @Bean
    KnownPermissions permissions() {
        return () -> Set.copyOf(Permission.names());
    }
}
