package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Wall;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;

@AutoConfiguration(after = WallAutoConfiguration.class)
@ConditionalOnClass(HibernatePropertiesCustomizer.class)
@ConditionalOnBean(Wall.class)
class WallJpaAutoConfiguration {

    /** Hibernate would ask the catalogue at start, where no scope is; what it is, is known. */
    @Bean
    HibernatePropertiesCustomizer databaseIsPostgresql() {
        return properties -> {
            properties.putIfAbsent("hibernate.boot.allow_jdbc_metadata_access", false);
            properties.putIfAbsent("jakarta.persistence.database-product-name", "PostgreSQL");
            properties.putIfAbsent("jakarta.persistence.database-major-version", 15);
        };
    }
}
