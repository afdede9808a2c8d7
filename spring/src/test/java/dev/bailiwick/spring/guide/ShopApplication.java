package dev.bailiwick.spring.guide;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.scope.ActiveTenants;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

import java.time.Duration;
import java.util.Set;

@SpringBootApplication(proxyBeanMethods = false)
@EnableAsync
@EnableScheduling
class ShopApplication {

    // snippet wall
    @Bean
    Wall wall() {
        return Wall.of(
                "shop",
                Roles.of("shop_owner", "shop_app")
                        .withMaintenance("shop_maint")
                        .withSeveral("shop_several"),
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

    // snippet tenants
    /** Whom {@code @InEachTenant} goes through; asked anew at each round. */
    @Bean
    ActiveTenants tenants(JdbcClient client) {
        Scope list = new Scope.Maintenance("list of tenants", Duration.ofSeconds(10));
        String sql = "select distinct tenant_id from membership order by tenant_id";
        return () ->
                Scopes.call(
                        list,
                        () ->
                                client.sql(sql)
                                        .query((row, number) -> TenantId.parse(row.getString(1)))
                                        .list());
    }
    // end
}
