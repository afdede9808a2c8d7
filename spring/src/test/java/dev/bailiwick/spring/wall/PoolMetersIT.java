package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import io.micrometer.core.instrument.MeterRegistry;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

import javax.sql.DataSource;

/** Operators see the pool behind the wall, and nobody gets at it. */
class PoolMetersIT {

    @Test
    void thePoolsFiguresAreThereAndThePoolIsNot() throws SQLException {
        TestDatabase database = Shop.database();
        try (ConfigurableApplicationContext application =
                Shop.start(
                        database,
                        App.class,
                        "spring.datasource.hikari.pool-name=shop",
                        "spring.datasource.hikari.maximum-pool-size=3")) {
            MeterRegistry meters = application.getBean(MeterRegistry.class);
            DataSource source = application.getBean(DataSource.class);

            Sql.list(source, Shop.acme(), "select name from item");
            Scopes.call(
                    Shop.acme(),
                    () -> {
                        try (Connection connection = source.getConnection()) {
                            Sql.list(connection, "select 1");
                            assertThat(hikari(meters, "active")).isEqualTo(1);
                        }
                        return 0;
                    });
            assertThat(hikari(meters, "max")).isEqualTo(3);
            assertThat(meters.get("jdbc.connections.max").tag("name", "dataSource").gauge().value())
                    .isEqualTo(3);
            assertThat(DataSourceUnwrapper.unwrap(source, HikariConfigMXBean.class)).isNull();
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> source.unwrap(HikariDataSource.class));
        }
    }

    @Test
    void theDatabasesOwnHealthIsAskedWithoutAScope() throws SQLException {
        try (ConfigurableApplicationContext application = Shop.start(Shop.database(), App.class)) {
            HealthIndicator database =
                    application.getBean("dbHealthContributor", HealthIndicator.class);

            assertThat(Objects.requireNonNull(database.health()).getStatus()).isEqualTo(Status.UP);
        }
    }

    private static double hikari(MeterRegistry meters, String what) {
        return meters.get("hikaricp.connections." + what).tag("pool", "shop").gauge().value();
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }
    }
}
