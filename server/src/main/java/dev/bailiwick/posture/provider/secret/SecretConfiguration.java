package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.directory.DataDirectory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.nio.file.Path;

import javax.sql.DataSource;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecretProperties.class)
class SecretConfiguration {

    @Bean
    MasterKey masterKey(SecretProperties settings, DataDirectory data) {
        Path own = settings.key();
        return MasterKey.of(own == null ? data.masterKey() : own, System.getenv());
    }

    /** Ready to seal and open, or the server does not start. */
    @Bean
    DataKeys dataKeys(
            JdbcClient jdbc, MasterKey master, @Qualifier("maint") DataSource maintenance) {
        DataKeys keys = new DataKeys(jdbc, master);
        keys.prepare(JdbcClient.create(maintenance));
        return keys;
    }
}
