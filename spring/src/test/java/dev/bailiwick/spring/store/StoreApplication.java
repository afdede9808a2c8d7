package dev.bailiwick.spring.store;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.postgres.Roles;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.web.Principals;
import dev.bailiwick.spring.web.Principals.Identified;

import org.flywaydb.core.api.migration.JavaMigration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.Set;

// snippet application
@SpringBootApplication(proxyBeanMethods = false)
class StoreApplication {

    static void main(String[] args) {
        SpringApplication.run(StoreApplication.class, args);
    }

    /** Every table, and whose rows it holds. */
    @Bean
    Wall wall() {
        return Wall.of(
                "store",
                Roles.of("store_owner", "store_app"),
                Table.tenant("item").everything(),
                Table.identity("membership")
                        .select(Rows.own("person_id"), Rows.ofTenant("tenant_id")),
                Table.internal("flyway_schema_history").leftToItsTool());
    }

    /** Before the tables, whose defaults use them. */
    @Bean
    JavaMigration functions(Wall wall) {
        return WallMigration.once("1", "functions", WallSql.functions(wall));
    }

    /** Behind the tables, and again whenever the wall says something else. */
    @Bean
    JavaMigration isolation(Wall wall) {
        return WallMigration.repeatable("isolation", WallSql.isolation(wall));
    }

    /** What a principal is to a tenant; asked for each request that names one. */
    @Bean
    TenantMembership membership(JdbcClient client) {
        return (principal, tenant) -> {
            int rows =
                    client.sql("select count(*) from membership where tenant_id = ?")
                            .param(tenant.value())
                            .query(Integer.class)
                            .single();
            return rows == 1
                    ? Standing.member(Scope.Tenant.of(tenant).as(principal), Set.of())
                    : new Standing.Stranger();
        };
    }

    /** For trying it out, and to be replaced: believes whoever they say they are. */
    @Bean
    Principals principals() {
        return request -> {
            String who = request.getHeader("X-Who");
            return who == null
                    ? new Identified.Nobody()
                    : new Identified.Known(PrincipalId.parse(who));
        };
    }
}
// end
