package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;
import dev.bailiwick.postgres.replica.Routing;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.shop.WideShop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

import javax.sql.DataSource;

/** A Boot application with a read replica: where transactions go, and what they see there. */
@Tag("standby")
@ExtendWith(OutputCaptureExtension.class)
class ReplicatedPoolsIT {

    /** What an attacker makes of a search. */
    private static final String FORGING =
            "select name from (select set_config('bailiwick.tenant', '%s', true)) x, item"
                    .formatted(Shop.BOLT);

    private static TestDatabase database;
    private static TestDatabase sealed;
    private static TestDatabase unprotected;
    private static Standby standby;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = WideShop.database();
        database.asSuperuser(
                "alter database %s set synchronous_commit = on".formatted(database.name()));
        sealed = WideShop.sealedDatabase();
        unprotected = Shop.database().withTwins();
        standby = Standby.create();
        eventually(ReplicatedPoolsIT::isThere);
    }

    private static boolean isThere() {
        try (Connection connection = standby.of(unprotected.app()).getConnection()) {
            return Sql.list(connection, "select to_regclass('bare.item') is not null")
                    .contains("t");
        } catch (SQLException starting) {
            return false;
        }
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    @Test
    void readOnlyTransactionsGoToTheReplicaAndAreScopedThere() throws SQLException {
        try (ConfigurableApplicationContext application = start(database, Patient.class)) {
            Stock stock = application.getBean(Stock.class);
            awaitUse(stock);

            assertThat(in(Shop.acme(), stock::isReadOnReplica)).isTrue();
            assertThat(in(Shop.acme(), stock::isWrittenOnReplica)).isFalse();
            assertThat(in(Shop.acme(), stock::names)).containsExactly("acme-anvil", "acme-rope");
            assertThat(in(Shop.bolt(), stock::names)).containsExactly("bolt-nut");
            assertThat(in(WideShop.both(), stock::names)).hasSize(3);
            assertThat(in(WideShop.both(), stock::isReadOnReplica)).isTrue();
            assertThat(in(new Scope.Global(), stock::names)).isEmpty();
            assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(stock::names);

            assertThat(application.getBean(DataSource.class))
                    .isInstanceOf(ReplicatedDataSource.class);
            DataSource alone = application.getBean("replicaPool", DataSource.class);
            assertThat(Sql.list(alone, Shop.bolt(), "select name from item"))
                    .containsExactly("bolt-nut");
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> alone.getConnection().createStatement());
        }
        DataSource twins = standby.of(unprotected.twins());
        assertThat(Sql.list(twins.getConnection(), "select name from item"))
                .as("the control, on the same replica")
                .hasSize(3);
    }

    @Test
    void whatWasWrittenIsReadThoughTheReplicaDoesNotShowItYet() throws SQLException {
        try (ConfigurableApplicationContext application = start(database, Patient.class)) {
            Stock stock = application.getBean(Stock.class);
            awaitUse(stock);
            standby.pause();
            try {
                Scopes.run(Shop.acme(), () -> stock.add("acme-piano"));

                assertThat(in(Shop.acme(), stock::names)).contains("acme-piano");
                assertThat(in(WideShop.both(), stock::names)).contains("acme-piano");
                assertThat(in(Shop.bolt(), stock::isReadOnReplica)).as("others").isTrue();
                DataSource alone = application.getBean("replicaPool", DataSource.class);
                assertThat(Sql.list(alone, Shop.acme(), "select name from item"))
                        .as("the control")
                        .doesNotContain("acme-piano");
            } finally {
                standby.resume();
                database.asSuperuser("delete from shop.item where name = 'acme-piano'");
            }
        }
    }

    @Test
    void sealedScopesAreVerifiedOnTheReplica() throws SQLException {
        try (ConfigurableApplicationContext application = start(sealed, SealedReplicated.class)) {
            Stock stock = application.getBean(Stock.class);
            awaitUse(stock);

            assertThat(in(Shop.acme(), stock::names)).containsExactly("acme-anvil", "acme-rope");
            assertThat(in(WideShop.both(), stock::names)).hasSize(3);
            assertThat(in(WideShop.both(), stock::isReadOnReplica)).isTrue();
            assertThat(in(Shop.acme(), () -> stock.found(FORGING)))
                    .containsExactlyInAnyOrder("acme-anvil", "acme-rope");
        }
        try (ConfigurableApplicationContext plain = start(database, Patient.class)) {
            Stock stock = plain.getBean(Stock.class);
            awaitUse(stock);

            assertThat(in(Shop.acme(), () -> stock.found(FORGING)))
                    .as("the control")
                    .containsExactly("bolt-nut");
        }
    }

    @Test
    void aReplicaThatIsNotThereIsAWarningAndItsReadersGoToThePrimary() throws SQLException {
        try (ConfigurableApplicationContext application =
                start(
                        database,
                        Patient.class,
                        "replica.url=jdbc:postgresql://localhost:1/none",
                        "bailiwick.drift.interval=100ms")) {
            Stock stock = application.getBean(Stock.class);
            DriftWatch watch = application.getBean(DriftWatch.class);

            assertThat(in(Shop.acme(), stock::names)).hasSize(2);
            assertThat(in(Shop.acme(), stock::isReadOnReplica)).isFalse();
            Comparison.Drifted seen = awaitDrift(watch, "replica 1: cannot be asked");
            assertThat(seen.severe()).isFalse();
        }
    }

    @Test
    void aReplicaOfAnotherLoginStopsTheStart(CapturedOutput output) {
        eventually(() -> isRefused("replica.user=shop_maint"));
        assertThat(output)
                .contains(
                        "data source dataSource on replicas: session: acting as shop_maint, not as"
                                + " shop_app");
    }

    @Test
    void aReplicasPoolOfAnotherLoginForSeveralTenantsStopsTheStart(CapturedOutput output) {
        eventually(() -> isRefused("replica.several=shop_app"));
        assertThat(output)
                .contains(
                        "data source dataSource on replicas: session: acting as shop_app, not as"
                                + " shop_several");
    }

    @Test
    void aReplicasPoolForSeveralTenantsIsComparedForAsLongAsTheApplicationRuns()
            throws SQLException {
        try (ConfigurableApplicationContext application =
                start(database, Patient.class, "bailiwick.drift.interval=100ms")) {
            awaitUse(application.getBean(Stock.class));
            DriftWatch watch = application.getBean(DriftWatch.class);
            GatedPool gated =
                    application.getBean(ScopedDataSources.class).pools().get("severalReplicaPool");
            HikariDataSource several = (HikariDataSource) Objects.requireNonNull(gated).pool();
            several.getHikariConfigMXBean().setUsername("shop_app");
            several.getHikariPoolMXBean().softEvictConnections();

            awaitDrift(watch, "acting as shop_app, not as shop_several");
        }
    }

    /** Not while the replica lags, or a busy machine keeps it silent: that is a warning alone. */
    private static boolean isRefused(String property) {
        try (ConfigurableApplicationContext started = start(database, Patient.class, property)) {
            return !started.isActive();
        } catch (RuntimeException refused) {
            return true;
        }
    }

    private static ConfigurableApplicationContext start(
            TestDatabase of, Class<?> application, String... more) {
        List<String> properties = new ArrayList<>(List.of(more));
        if (properties.stream().noneMatch(property -> property.startsWith("replica.url="))) {
            properties.add("replica.url=" + Shop.url(standby.of(of.app())));
        }
        return Shop.start(of, application, properties.toArray(String[]::new));
    }

    private static <T> T in(Scope scope, ScopedValue.CallableOp<T, RuntimeException> work) {
        return Scopes.call(scope, work);
    }

    private static void awaitUse(Stock stock) {
        eventually(() -> in(Shop.bolt(), stock::isReadOnReplica));
    }

    /** That one, not another which a replica that is slow to answer has caused meanwhile. */
    private static Comparison.Drifted awaitDrift(DriftWatch watch, String fault) {
        Comparison seen =
                await().atMost(Duration.ofMinutes(3))
                        .until(
                                watch::last,
                                last ->
                                        last instanceof Comparison.Drifted drifted
                                                && drifted.faults().toString().contains(fault));
        return (Comparison.Drifted) seen;
    }

    private static void eventually(BooleanSupplier condition) {
        await().atMost(Duration.ofMinutes(3)).until(condition::getAsBoolean);
    }

    static class Stock {

        private final JdbcClient client;

        Stock(JdbcClient client) {
            this.client = client;
        }

        @Transactional(readOnly = true)
        List<String> names() {
            return Shop.names(client, "select name from item order by name");
        }

        @Transactional(readOnly = true)
        List<String> found(String sql) {
            return Shop.names(client, sql);
        }

        @Transactional(readOnly = true)
        boolean isReadOnReplica() {
            return onReplica();
        }

        @Transactional
        boolean isWrittenOnReplica() {
            return onReplica();
        }

        @Transactional
        void add(String name) {
            client.sql("insert into item (name) values (?)").param(name).update();
        }

        private boolean onReplica() {
            return client.sql("select pg_is_in_recovery()").query(Boolean.class).single();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Replicated {

        @Bean
        Wall wall() {
            return WideShop.WALL;
        }

        @Bean
        Stock stock(JdbcClient client) {
            return new Stock(client);
        }

        @Bean(defaultCandidate = false)
        HikariDataSource severalPool(Environment environment) {
            return pool(environment.getRequiredProperty("spring.datasource.url"), "shop_several");
        }

        @Bean(defaultCandidate = false)
        HikariDataSource replicaPool(Environment environment) {
            return pool(
                    environment.getRequiredProperty("replica.url"),
                    environment.getProperty("replica.user", "shop_app"));
        }

        @Bean(defaultCandidate = false)
        HikariDataSource severalReplicaPool(Environment environment) {
            return pool(
                    environment.getRequiredProperty("replica.url"),
                    environment.getProperty("replica.several", "shop_several"));
        }

        // snippet pools
        @Bean
        ScopedPools pools() {
            return ScopedPools.of("dataSource")
                    .withSeveral("severalPool")
                    .withReplica("replicaPool", "severalReplicaPool");
        }
        // end
    }

    @Configuration(proxyBeanMethods = false)
    static class Patient extends Replicated {

        @Override
        @Bean
        ScopedPools pools() {
            // so that a busy machine is not taken for a replica that lags
            return super.pools().routed(Routing.defaults().withStaleness(Duration.ofMinutes(1)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class SealedReplicated extends Patient {

        @Override
        @Bean
        ScopedPools pools() {
            return super.pools().sealed(WideShop.seal());
        }
    }

    private static HikariDataSource pool(String url, String user) {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setMaximumPoolSize(3);
        pool.setConnectionTimeout(5_000);
        pool.setInitializationFailTimeout(-1);
        return pool;
    }
}
