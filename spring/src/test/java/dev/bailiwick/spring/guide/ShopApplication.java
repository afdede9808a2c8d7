package dev.bailiwick.spring.guide;

import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.ScopedDataSource;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.scope.ActiveTenants;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.wall.Unscoped;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

import java.util.List;
import java.util.Set;

import javax.sql.DataSource;

@SpringBootApplication(proxyBeanMethods = false)
@EnableAsync
@EnableScheduling
class ShopApplication {

    private static final Logger AUDIT = LoggerFactory.getLogger("audit");

    // snippet wall
    @Bean
    Wall wall() {
        return Wall.of(
                "shop",
                Roles.of("shop_owner", "shop_app").withMaintenance("shop_maint"),
                Table.tenant("item").everything(),
                Table.global("country"),
                Table.identity("membership")
                        .select(Rows.own("person_id"), Rows.ofTenant("tenant_id")),
                Table.internal("flyway_schema_history").leftToItsTool());
    }

    // end

    // snippet membership
    @Bean
    TenantMembership membership(JdbcClient client) {
        return (principal, tenant) -> {
            int rows =
                    client.sql("select count(*) from membership where tenant_id = ?")
                            .param(tenant.value())
                            .query(Integer.class)
                            .single();
            return rows == 1
                    ? Standing.member(Scope.Tenant.of(tenant).as(principal), Set.of("ITEM_READ"))
                    : new Standing.Stranger();
        };
    }

    // end

    // snippet maintenance
    @Bean(defaultCandidate = false)
    @Unscoped("stands under the data source of maintenance")
    DataSource maintenancePool(Environment environment) {
        return DataSourceBuilder.create()
                .url(environment.getRequiredProperty("spring.datasource.url"))
                .username("shop_maint")
                .build();
    }

    @Bean(defaultCandidate = false)
    DataSource maintenance(@Qualifier("maintenancePool") DataSource pool) {
        return ScopedDataSource.maintenance(pool, work -> AUDIT.info("{}", work.reason()));
    }

    // end

    @Bean
    ActiveTenants tenants() {
        return () -> List.of(Shop.ACME, Shop.BOLT);
    }
}
