package dev.bailiwick.spring.wall;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.start.StartRefusedException;
import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.context.annotation.Bean;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Hibernate without Bailiwick's own module for it, which sees to all of this itself. */
@AutoConfiguration(after = WallAutoConfiguration.class)
@ConditionalOnClass(HibernatePropertiesCustomizer.class)
@ConditionalOnMissingClass("dev.bailiwick.hibernate.PinnedBuilding")
@ConditionalOnBean(Wall.class)
class WallJpaAutoConfiguration {

    private static final List<String> CACHES =
            List.of("hibernate.cache.use_second_level_cache", "hibernate.cache.use_query_cache");

    @Bean
    HibernatePropertiesCustomizer hibernateBehindTheWall() {
        return WallJpaAutoConfiguration::customize;
    }

    /** Hibernate would ask the catalogue at start, where no scope is; what it is, is known. */
    static void customize(Map<String, Object> properties) {
        refuseSharedCaches(properties);
        properties.putIfAbsent("hibernate.boot.allow_jdbc_metadata_access", false);
        properties.putIfAbsent("jakarta.persistence.database-product-name", "PostgreSQL");
        properties.putIfAbsent("jakarta.persistence.database-major-version", 15);
    }

    private static void refuseSharedCaches(Map<String, Object> properties) {
        Stream<String> used =
                CACHES.stream()
                        .filter(
                                cache ->
                                        Boolean.parseBoolean(
                                                String.valueOf(properties.get(cache))));
        List<Fault> faults =
                used.map(
                                cache ->
                                        new Fault(
                                                cache
                                                        + " is on: its entries are shared by all"
                                                        + " tenants",
                                                "Add dev.bailiwick:bailiwick-hibernate, which keeps"
                                                        + " them apart, or switch it off."))
                        .toList();
        if (!faults.isEmpty()) {
            throw new StartRefusedException(faults);
        }
    }
}
