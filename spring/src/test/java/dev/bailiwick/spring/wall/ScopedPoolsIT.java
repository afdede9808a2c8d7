package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.shop.WideShop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

/** One data source for scopes of every kind, each served by its own pool, and all compared. */
@ExtendWith(OutputCaptureExtension.class)
class ScopedPoolsIT {

    private static final String ITEMS = "select name from item order by name";
    private static final Scope STOCKTAKING =
            new Scope.Maintenance("stocktaking", Duration.ofSeconds(30));

    private static final Scope GUEST =
            new Scope.Guest(Shop.ACME, Shop.BOLT, new PrincipalId(new UUID(8, 1)));

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = WideShop.database();
    }

    @Test
    void oneDataSourceServesScopesOfEveryKind() throws SQLException {
        try (ConfigurableApplicationContext application = Shop.start(database, Joined.class)) {
            JdbcClient client = application.getBean(JdbcClient.class);

            assertThat(items(client, Shop.acme())).containsExactly("acme-anvil", "acme-rope");
            assertThat(items(client, Shop.bolt())).containsExactly("bolt-nut");
            assertThat(items(client, WideShop.both())).hasSize(3);
            assertThat(items(client, Scope.Tenants.of(Shop.BOLT))).containsExactly("bolt-nut");
            assertThat(items(client, Scope.Tenants.of())).isEmpty();
            assertThat(items(client, new Scope.Global())).isEmpty();
            assertThat(items(client, STOCKTAKING)).hasSize(3);
            assertThat(
                            Scopes.call(
                                    GUEST,
                                    () ->
                                            client.sql("select current_user")
                                                    .query(String.class)
                                                    .single()))
                    .isEqualTo(WideShop.GUESTS);
            assertThatThrownBy(() -> items(client, GUEST))
                    .as("nothing of the shop's is shared")
                    .rootCause()
                    .hasMessageContaining("permission denied for table item");
            assertThat(application.getBean(Audit.class).reasons()).containsExactly("stocktaking");
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> client.sql(ITEMS).query().listOfRows());
        }
        // the control: what a pool that is left bare lets through
        assertThat(Sql.list(database.as("shop_maint").getConnection(), ITEMS)).hasSize(3);
    }

    @Test
    void withoutThemScopesOfOtherKindsAreRefused() {
        try (ConfigurableApplicationContext application = Shop.start(database, Walled.class)) {
            JdbcClient client = application.getBean(JdbcClient.class);

            assertThat(items(client, Shop.acme())).hasSize(2);
            for (Scope other : List.of(WideShop.both(), GUEST, STOCKTAKING)) {
                assertThatExceptionOfType(ScopeRequiredException.class)
                        .isThrownBy(() -> items(client, other));
            }
        }
    }

    @Test
    void k63ThePoolsOfOtherRolesAreNoWayAround() throws SQLException {
        try (ConfigurableApplicationContext application = Shop.start(database, Joined.class)) {
            for (String name : List.of("severalPool", "guestsPool", "maintenancePool")) {
                DataSource pool = application.getBean(name, DataSource.class);

                assertThat(pool).isInstanceOf(ScopedDataSource.class);
                assertThatExceptionOfType(ScopeRequiredException.class)
                        .isThrownBy(() -> pool.getConnection().createStatement().execute(ITEMS));
                assertThatExceptionOfType(ScopeRequiredException.class)
                        .isThrownBy(() -> Sql.list(pool, Shop.acme(), ITEMS));
            }
        }
    }

    @Test
    void eachPoolMustBeOfItsRole(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database,
                                        Joined.class,
                                        "several.user=shop_app",
                                        "guests.user=shop_several",
                                        "maintenance.user=shop_owner"))
                .isNotNull();
        assertThat(output)
                .contains(
                        "data source severalPool: session: acting as shop_app, not as shop_several")
                .contains(
                        "data source guestsPool: session: acting as shop_several, not as"
                                + " shop_guests")
                .contains(
                        "data source maintenancePool: session: acting as shop_owner, not as"
                                + " shop_maint");
    }

    @Test
    void whatIsWrongWithTheDatabaseIsSaidOnce(CapturedOutput output) throws SQLException {
        database.asOwner("drop policy bailiwick_several_select on shop.item");

        assertThatThrownBy(() -> Shop.start(database, Joined.class)).isNotNull();
        assertThat(output)
                .containsOnlyOnce("- table item: policy bailiwick_several_select is missing")
                .doesNotContain("data source");
    }

    @Test
    void theDriftWatchSeesAllOfThem() throws SQLException {
        try (ConfigurableApplicationContext application =
                Shop.start(database, Joined.class, "bailiwick.drift.interval=100ms")) {
            DriftWatch watch = application.getBean(DriftWatch.class);
            assertThat(watch.last()).isInstanceOf(Comparison.Clean.class);

            database.asSuperuser(
                    "alter role shop_several in database %s set bailiwick.tenants = '%s'"
                            .formatted(database.name(), Shop.BOLT));

            assertThat(awaited(watch).faults().toString()).contains("bailiwick.tenants is preset");
        }
    }

    private static Comparison.Drifted awaited(DriftWatch watch) {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!(watch.last() instanceof Comparison.Drifted) && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return (Comparison.Drifted) watch.last();
    }

    @Test
    void whatDoesNotFitTogetherIsNamedAtOnce(CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, Misdeclared.class)).isNotNull();
        assertThat(output)
                .contains("ScopedPools: nowhere is no data source bean; there are [")
                .contains("ScopedPools: severalPool is named more than once")
                .contains("ScopedPools: maintenancePool is declared with @Unscoped as well");
    }

    @Test
    void aPoolThatIsScopedAlreadyCannotBeCompared(CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, ScopedByHand.class)).isNotNull();
        assertThat(output)
                .contains("ScopedPools: severalPool is not a pool")
                .contains("Let the bean be the pool itself");
    }

    private static List<String> items(JdbcClient client, Scope scope) {
        return Scopes.call(scope, () -> Shop.names(client, ITEMS));
    }

    /** Whoever worked across tenants, and why. */
    record Audit(List<String> reasons) {}

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Walled {

        @Bean
        Wall wall() {
            return WideShop.WALL;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Joined extends Walled {

        @Bean
        Audit audit() {
            return new Audit(new CopyOnWriteArrayList<>());
        }

        @Bean(defaultCandidate = false)
        DataSource severalPool(Environment environment) {
            return pool(environment, environment.getProperty("several.user", "shop_several"));
        }

        @Bean(defaultCandidate = false)
        DataSource guestsPool(Environment environment) {
            return pool(environment, environment.getProperty("guests.user", "shop_guests"));
        }

        @Bean(defaultCandidate = false)
        DataSource maintenancePool(Environment environment) {
            return pool(environment, environment.getProperty("maintenance.user", "shop_maint"));
        }

        @Bean
        ScopedPools pools(Audit audit) {
            return ScopedPools.of("dataSource")
                    .withSeveral("severalPool")
                    .withGuests("guestsPool")
                    .withMaintenance("maintenancePool", work -> audit.reasons().add(work.reason()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Misdeclared extends Walled {

        @Bean(defaultCandidate = false)
        DataSource severalPool(Environment environment) {
            return pool(environment, "shop_several");
        }

        @Bean(defaultCandidate = false)
        @Unscoped("by mistake")
        DataSource maintenancePool(Environment environment) {
            return pool(environment, "shop_maint");
        }

        @Bean
        ScopedPools pools() {
            return ScopedPools.of("dataSource")
                    .withSeveral("severalPool")
                    .withReplica("severalPool")
                    .withReplica("nowhere")
                    .withMaintenance("maintenancePool", _ -> {});
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ScopedByHand extends Walled {

        @Bean(defaultCandidate = false)
        DataSource severalPool(Environment environment) {
            return ScopedDataSource.several(pool(environment, "shop_several"), WideShop.WALL);
        }

        @Bean
        ScopedPools pools() {
            return ScopedPools.of("dataSource").withSeveral("severalPool");
        }
    }

    private static DataSource pool(Environment environment, String user) {
        return DataSourceBuilder.create()
                .url(environment.getRequiredProperty("spring.datasource.url"))
                .username(user)
                .build();
    }
}
