package dev.bailiwick.posture.account.token;

import dev.bailiwick.posture.directory.DataDirectory;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.nio.file.Path;
import java.time.Clock;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TokenProperties.class)
class TokenConfiguration {

    @Bean
    Tokens tokens(TokenProperties settings, DataDirectory data, Clock clock) {
        Path keys = settings.keys() != null ? settings.keys() : data.tokenKeys();
        return new Tokens(
                SigningKeys.open(new KeyDirectory(keys), settings.refreshLifetime(), clock),
                settings,
                clock);
    }
}
