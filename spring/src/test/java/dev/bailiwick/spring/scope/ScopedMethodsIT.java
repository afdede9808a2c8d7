package dev.bailiwick.spring.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeMismatchException;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.LoggedScopes;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.wall.Unscoped;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

/** What a method declares is its scope, in the database as well. */
class ScopedMethodsIT {

    private static ConfigurableApplicationContext application;
    private static Stock stock;
    private static Office office;
    private static TestDatabase database;

    @BeforeAll
    static void start() throws SQLException {
        database = Shop.database();
        application = Shop.start(database, App.class);
        stock = application.getBean(Stock.class);
        office = application.getBean(Office.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void anArgumentNamesTheTenant() {
        assertThat(stock.of(Shop.BOLT)).containsExactly("bolt-nut");
        assertThat(stock.of(Shop.acme())).containsExactly("acme-anvil", "acme-rope");
        assertThat(stock.of(new Delivered(Shop.bolt(), "nut"))).containsExactly("bolt-nut");
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void theScopeIsOutsideTheTransaction() {
        assertThat(stock.inATransactionOf(Shop.BOLT)).containsExactly("bolt-nut");
    }

    @Test
    void anotherTenantInTheMiddleOfATransactionIsRefused() {
        assertThatExceptionOfType(ScopeMismatchException.class)
                .isThrownBy(() -> stock.mixing(Shop.ACME, () -> stock.of(Shop.BOLT)));
    }

    @Test
    void theSameTenantStaysTheCallersScope() {
        List<Scope> seen = new ArrayList<>();

        Scopes.run(Shop.acme(), () -> stock.note(Shop.ACME, seen));
        Scopes.run(Shop.acme(), () -> stock.note(Shop.BOLT, seen));

        assertThat(seen).containsExactly(Shop.acme(), Scope.Tenant.of(Shop.BOLT));
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without the checker may do
    void anArgumentThatIsMissingNamesNoTenant() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> stock.of((TenantId) null))
                .withMessageContaining("names no tenant");
    }

    @Test
    void theClassSpeaksForMethodsThatSayNothing() {
        assertThat(office.countries()).containsExactly("Atlantis");
        assertThat(office.items()).as("tenants' rows in the global scope").isEmpty();
    }

    @Test
    void maintenanceWorksOnItsOwnPoolAndOnRecord() {
        assertThat(office.everything()).hasSize(3);
        assertThat(App.AUDIT)
                .extracting(Scope.Maintenance::reason)
                .containsOnly("stocktaking in all shops");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> office.everythingOnTheWrongPool());
    }

    @Test
    void aMethodMayAskForItsCallersScope() {
        assertThat(Scopes.call(Shop.bolt(), () -> stock.ofTheCaller())).containsExactly("bolt-nut");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> stock.ofTheCaller())
                .withMessageContaining("Stock.ofTheCaller() was refused");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.call(new Scope.Global(), () -> stock.ofTheCaller()))
                .withMessageContaining("was refused in the scope of global tables");
    }

    @Test
    void k193EachTenantHasItsTurnWhenOneFails() {
        List<String> seen = new ArrayList<>();

        assertThatExceptionOfType(EachTenantException.class)
                .isThrownBy(() -> stock.count(seen, Shop.ACME))
                .satisfies(failure -> assertThat(failure.failures()).containsOnlyKeys(Shop.ACME))
                .withMessageContaining("failed for 1 of 2 tenants")
                .withMessageContaining("out of chalk");
        assertThat(seen).containsExactly("acme-anvil", "acme-rope", "bolt-nut");
        assertThat(Scopes.current()).isEmpty();
    }

    @Test
    void k193ControlATenantOfTheSessionOutlivesTheFailure() throws SQLException {
        try (Connection bare = database.app().getConnection()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> {
                                Sql.execute(bare, "set bailiwick.tenant = '" + Shop.ACME + "'");
                                throw new IllegalArgumentException("out of chalk");
                            });

            assertThat(Sql.list(bare, Stock.ITEMS)).containsExactly("acme-anvil", "acme-rope");
        }
    }

    @Test
    void k203TheLogNamesTheScopeForAsLongAsItLasts() {
        MDC.put("other", "stays");

        String inside = stock.logged(Shop.acme());

        assertThat(inside).isEqualTo(Shop.ACME + " " + Shop.ANN);
        assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("other");
        MDC.clear();
    }

    record Delivered(Scope scope, String what) implements CarriesScope {}

    static class Stock {

        private static final String ITEMS = "select name from item order by name";

        private final JdbcClient client;

        Stock(JdbcClient client) {
            this.client = client;
        }

        List<String> of(@InTenant TenantId tenant) {
            return items();
        }

        List<String> of(@InTenant Scope.Tenant tenant) {
            return items();
        }

        List<String> of(@InTenant Delivered event) {
            return items();
        }

        @Transactional
        List<String> inATransactionOf(@InTenant TenantId tenant) {
            return items();
        }

        @Transactional
        void mixing(@InTenant TenantId tenant, Runnable other) {
            items();
            other.run();
        }

        void note(@InTenant TenantId tenant, List<Scope> seen) {
            seen.add(Scopes.require());
        }

        @RequiresScope
        List<String> ofTheCaller() {
            return items();
        }

        @InEachTenant
        void count(List<String> seen, TenantId failing) {
            seen.addAll(items());
            if (Scopes.requireTenant().tenant().equals(failing)) {
                throw new IllegalStateException("out of chalk");
            }
        }

        String logged(@InTenant Scope.Tenant tenant) {
            return MDC.get(LoggedScopes.TENANT) + " " + MDC.get(LoggedScopes.PRINCIPAL);
        }

        private List<String> items() {
            return Shop.names(client, ITEMS);
        }
    }

    @InGlobalScope
    static class Office {

        private final JdbcClient client;
        private final JdbcClient maintenance;

        Office(JdbcClient client, @Qualifier("maintenance") DataSource maintenance) {
            this.client = client;
            this.maintenance = JdbcClient.create(maintenance);
        }

        List<String> countries() {
            return Shop.names(client, "select name from country");
        }

        List<String> items() {
            return Shop.names(client, Stock.ITEMS);
        }

        @InMaintenance(reason = "stocktaking in all shops", limit = "30s")
        List<String> everything() {
            return Shop.names(maintenance, Stock.ITEMS);
        }

        @InMaintenance(reason = "stocktaking in all shops", limit = "PT30S")
        List<String> everythingOnTheWrongPool() {
            return Shop.names(client, Stock.ITEMS);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Stock.class, Office.class})
    static class App {

        static final List<Scope.Maintenance> AUDIT = new ArrayList<>();

        @Bean
        Wall wall() {
            return Shop.WALL;
        }

        @Bean
        ActiveTenants tenants() {
            return () -> List.of(Shop.ACME, Shop.BOLT);
        }

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
            return ScopedDataSource.maintenance(pool, AUDIT::add);
        }
    }
}
