package dev.bailiwick.spring.desk;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.AuditTrail;
import dev.bailiwick.postgres.authority.MaintenanceTrail;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.wall.ScopedPools;
import dev.bailiwick.spring.wall.Unscoped;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import javax.sql.DataSource;

// snippet pools
@Configuration(proxyBeanMethods = false)
class DeskPools {

    @Bean
    ScopedPools pools(
            AuditTrail trail, @Qualifier("maintenanceAuditPool") DataSource maintenanceAudit) {
        return ScopedPools.of("dataSource")
                .withGuests("guestsPool")
                .withMaintenance("maintenancePool", new MaintenanceTrail(maintenanceAudit, "desk"))
                .recordingCrossings(trail);
    }

    @Bean(defaultCandidate = false)
    DataSource guestsPool(DataSourceProperties app) {
        return login(app, "desk_guests");
    }

    @Bean(defaultCandidate = false)
    DataSource maintenancePool(DataSourceProperties app) {
        return login(app, "desk_maint");
    }

    /** What is refused and who crosses is written by the app role, apart from all work. */
    @Bean
    AuditTrail trail(@Qualifier("auditPool") DataSource own, Wall wall) {
        return new AuditTrail(ScopedDataSource.of(own, wall));
    }

    @Bean
    RefusalSums refusals(AuditTrail trail) {
        return RefusalSums.started(trail);
    }

    @Bean(defaultCandidate = false)
    @Unscoped("AuditTrail puts it behind the wall by itself")
    DataSource auditPool(DataSourceProperties app) {
        return login(app, "desk_app");
    }

    @Bean(defaultCandidate = false)
    @Unscoped("of the maintenance role, for the record of what it does")
    DataSource maintenanceAuditPool(DataSourceProperties app) {
        return login(app, "desk_maint");
    }

    private static DataSource login(DataSourceProperties app, String role) {
        HikariDataSource pool =
                app.initializeDataSourceBuilder()
                        .type(HikariDataSource.class)
                        .username(role) // and its password
                        .build();
        pool.setMaximumPoolSize(2);
        return pool;
    }
}
// end
