package dev.bailiwick.spring.guide;

import dev.bailiwick.spring.wall.ScopedPools;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

@Configuration(proxyBeanMethods = false)
class ShopPools {

    private static final Logger AUDIT = LoggerFactory.getLogger("audit");

    // snippet pools
    @Bean
    ScopedPools pools() {
        return ScopedPools.of("dataSource")
                .withSeveral("severalPool")
                .withMaintenance("maintenancePool", work -> AUDIT.info("{}", work.reason()));
    }

    @Bean(defaultCandidate = false)
    DataSource severalPool(DataSourceProperties app) {
        return app.initializeDataSourceBuilder().username("shop_several").build();
    }

    @Bean(defaultCandidate = false)
    DataSource maintenancePool(DataSourceProperties app) {
        return app.initializeDataSourceBuilder().username("shop_maint").build();
    }
    // end
}
