package dev.bailiwick.spring.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.replica.Routing;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.wall.ScopedPools;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import jakarta.persistence.EntityManager;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.transaction.annotation.Transactional;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;

/** Spring Data JPA, sessions pinned to their scope, and a read replica under one application. */
@Tag("standby")
class ReplicatedJpaIT {

    @Test
    void readOnlyTransactionsReadTheirTenantsEntitiesOnTheReplica()
            throws SQLException, IOException {
        TestDatabase database = Shop.database();
        TestDatabase unprotected = Shop.database().withTwins();
        database.asSuperuser(
                "alter database %s set synchronous_commit = on".formatted(database.name()));
        try (Standby standby = Standby.create();
                ConfigurableApplicationContext application =
                        Shop.start(
                                database,
                                Replicated.class,
                                "spring.autoconfigure.exclude=",
                                "replica.url=" + Shop.url(standby.of(database.app())))) {
            Reading reading = application.getBean(Reading.class);
            awaitUse(reading);

            assertThat(names(reading, Shop.acme())).containsExactly("acme-anvil", "acme-rope");
            assertThat(names(reading, Shop.bolt())).containsExactly("bolt-nut");
            assertThatThrownBy(reading::names).hasStackTraceContaining("ScopeRequiredException");
            assertThat(
                            Sql.list(
                                    standby.of(unprotected.twins()).getConnection(),
                                    "select name from item"))
                    .as("the control, on the same replica")
                    .hasSize(3);

            standby.pause();
            application.getBean(JpaIT.Stock.class).add(Shop.ACME, "acme-piano");
            assertThat(names(reading, Shop.acme())).contains("acme-piano");
            assertThat(Scopes.call(Shop.bolt(), reading::isOnReplica)).as("others").isTrue();
            standby.resume();
        }
    }

    private static List<String> names(Reading reading, Scope scope) {
        return Scopes.call(scope, reading::names);
    }

    private static void awaitUse(Reading reading) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        boolean used = false;
        while (!used && System.nanoTime() < end) {
            used = Scopes.call(Shop.bolt(), reading::isOnReplica);
        }
        assertThat(used).isTrue();
    }

    static class Reading {

        private final JpaIT.Items items;
        private final EntityManager entities;

        Reading(JpaIT.Items items, EntityManager entities) {
            this.items = items;
            this.entities = entities;
        }

        @Transactional(readOnly = true)
        List<String> names() {
            return StreamSupport.stream(items.findAll().spliterator(), false)
                    .map(item -> item.name)
                    .sorted()
                    .toList();
        }

        @Transactional(readOnly = true)
        boolean isOnReplica() {
            return (boolean)
                    entities.createNativeQuery("select pg_is_in_recovery()").getSingleResult();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Replicated extends JpaIT.Jpa {

        @Bean
        Reading reading(JpaIT.Items items, EntityManager entities) {
            return new Reading(items, entities);
        }

        @Bean(defaultCandidate = false)
        HikariDataSource replicaPool(Environment environment) {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl(environment.getRequiredProperty("replica.url"));
            pool.setUsername("shop_app");
            pool.setMaximumPoolSize(3);
            pool.setConnectionTimeout(5_000);
            pool.setInitializationFailTimeout(-1);
            return pool;
        }

        @Bean
        ScopedPools pools() {
            // so that a busy machine is not taken for a replica that lags
            return ScopedPools.of("dataSource")
                    .withReplica("replicaPool")
                    .routed(Routing.defaults().withStaleness(Duration.ofMinutes(1)));
        }
    }
}
