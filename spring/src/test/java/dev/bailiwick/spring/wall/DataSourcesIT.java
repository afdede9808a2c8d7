package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.GuardedDataSource;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

import java.sql.SQLException;

import javax.sql.DataSource;

/** Every data source is behind the wall or declared not to be: there is no second way in. */
@ExtendWith(OutputCaptureExtension.class)
class DataSourcesIT {

    private static final String ITEMS = "select name from item";

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.database();
    }

    @Test
    void k63ASecondDataSourceIsPutBehindTheWallAsWell() throws SQLException {
        try (ConfigurableApplicationContext application = Shop.start(database, TwoPools.class)) {
            DataSource second = application.getBean("second", DataSource.class);

            assertThat(Sql.list(second, Shop.bolt(), ITEMS)).containsExactly("bolt-nut");
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> second.getConnection().createStatement().execute(ITEMS));
        }
    }

    @Test
    void k63ASecondDataSourceOfAnotherRoleStopsTheStart(CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, TwoPools.class, "second.user=shop_maint"))
                .isNotNull();
        assertThat(output)
                .contains("data source second: session: acting as shop_maint, not as shop_app");
    }

    @Test
    void k63ADeclaredOneIsLeftAlone() throws SQLException {
        try (ConfigurableApplicationContext application =
                Shop.start(database, WithReports.class, "second.user=shop_maint")) {
            DataSource reports = application.getBean("reports", DataSource.class);

            // the control: what an undeclared one would have let through
            assertThat(Sql.list(reports.getConnection(), ITEMS)).hasSize(3);
        }
        try (ConfigurableApplicationContext application =
                Shop.start(
                        database,
                        TwoPools.class,
                        "second.user=shop_maint",
                        "bailiwick.unscoped.second=reports of the whole company")) {
            assertThat(application.getBean("second")).isNotInstanceOf(ScopedDataSource.class);
        }
    }

    @Test
    void oneThatTheApplicationScopedIsComparedThroughItsPool(CapturedOutput output) {
        try (ConfigurableApplicationContext application = Shop.start(database, OwnScoped.class)) {
            assertThat(application.getBean(DataSource.class)).isInstanceOf(ScopedDataSource.class);
        }
        assertThatThrownBy(() -> Shop.start(database, OwnScoped.class, "second.user=shop_maint"))
                .isNotNull();
        assertThat(output).contains("session: acting as shop_maint, not as shop_app");
    }

    @ParameterizedTest
    @ValueSource(classes = {OwnGuarded.class, OwnGuardedBeside.class, OwnGuardedWithin.class})
    void oneThatOnlySaysThatItIsGuardedStopsTheStart(Class<?> withOne, CapturedOutput output) {
        assertThatThrownBy(() -> Shop.start(database, withOne)).isNotNull();
        assertThat(output).contains("is a GuardedDataSource of the application's own");
    }

    @Test
    void oneThatOnlySaysThatItIsGuardedIsDeclaredAsAnyOther() throws SQLException {
        try (ConfigurableApplicationContext application =
                Shop.start(
                        database,
                        OwnGuardedBeside.class,
                        "second.user=shop_maint",
                        "bailiwick.unscoped.second=reports of the whole company")) {
            DataSource second = application.getBean("second", DataSource.class);

            // the control: what it says keeps nobody out
            assertThat(Sql.list(second.getConnection(), ITEMS)).hasSize(3);
        }
    }

    @Test
    void withoutAnyThatIsComparedThereIsNoStart(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database,
                                        Unscopable.class,
                                        "bailiwick.unscoped.second=reports of the whole company",
                                        "bailiwick.unscoped.third=reports of the whole company"))
                .isNotNull();
        assertThat(output).contains("No database was compared with the Wall bean");
    }

    @Test
    void aWrapperAroundAScopedOneIsLeftAlone() {
        try (ConfigurableApplicationContext application = Shop.start(database, Lazily.class)) {
            assertThat(application.getBean("lazily"))
                    .isInstanceOf(LazyConnectionDataSourceProxy.class);
        }
    }

    @Test
    void aDeclarationNeedsAReasonAndABean(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database,
                                        TwoPools.class,
                                        "bailiwick.unscoped.second= ",
                                        "bailiwick.unscoped.secnod=a slip"))
                .isNotNull();
        assertThat(output)
                .contains("bailiwick.unscoped.second: gives no reason")
                .contains("bailiwick.unscoped.secnod: there is no data source bean of that name");
    }

    @Test
    void whatIsInjectedMayNotBeTheUnscopedOne(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.start(
                                        database,
                                        Walled.class,
                                        "bailiwick.unscoped.dataSource=isolation off, please"))
                .isNotNull();
        assertThat(output).contains("What is injected where a DataSource is asked for is not");
    }

    @Test
    void migrationsRunAsTheOwnerBeforeTheGate() throws SQLException {
        TestDatabase empty = Shop.emptyDatabase();

        try (ConfigurableApplicationContext application =
                Shop.start(
                        empty,
                        Migrated.class,
                        "spring.flyway.enabled=true",
                        "spring.flyway.default-schema=shop",
                        "spring.flyway.user=shop_owner",
                        "spring.flyway.url=" + Shop.url(empty.as("shop_owner")))) {
            DataSource source = application.getBean(DataSource.class);

            assertThat(Sql.update(source, Shop.acme(), "insert into item (name) values ('x')"))
                    .isEqualTo(1);
        }
    }

    @Test
    void migrationsAsTheAppRoleAreRefusedAndToldHow(CapturedOutput output) throws SQLException {
        TestDatabase empty = Shop.emptyDatabase();

        assertThatThrownBy(() -> Shop.start(empty, Migrated.class, "spring.flyway.enabled=true"))
                .isNotNull();
        assertThat(output)
                .contains("The schema is changed as the owner of the tables")
                .contains("spring.flyway.url, .user and .password or a @FlywayDataSource bean");
    }

    @Configuration(proxyBeanMethods = false)
    static class TwoPools extends Walled {

        @Bean(defaultCandidate = false)
        DataSource second(Environment environment) {
            return pool(environment);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class WithReports extends Walled {

        @Bean(defaultCandidate = false)
        @Unscoped("reports of the whole company")
        DataSource reports(Environment environment) {
            return pool(environment);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Lazily extends Walled {

        @Bean(defaultCandidate = false)
        DataSource lazily(DataSource dataSource) {
            return new LazyConnectionDataSourceProxy(dataSource);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnScoped extends Walled {

        @Bean
        DataSource dataSource(Environment environment) {
            return ScopedDataSource.of(pool(environment), Shop.WALL);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGuarded extends Walled {

        @Bean
        DataSource dataSource(Environment environment) {
            return new Guarded(pool(environment));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGuardedBeside extends Walled {

        @Bean(defaultCandidate = false)
        DataSource second(Environment environment) {
            return new Guarded(pool(environment));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnGuardedWithin extends Walled {

        @Bean(defaultCandidate = false)
        DataSource second(Environment environment) {
            return new LazyConnectionDataSourceProxy(new Guarded(pool(environment)));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Unscopable {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }

        @Bean(defaultCandidate = false)
        DataSource second(Environment environment) {
            return pool(environment);
        }

        @Bean(defaultCandidate = false)
        DataSource third(Environment environment) {
            return pool(environment);
        }
    }

    static final class Guarded extends DelegatingDataSource implements GuardedDataSource {

        Guarded(DataSource pool) {
            super(pool);
        }
    }

    private static DataSource pool(Environment environment) {
        return DataSourceBuilder.create()
                .url(environment.getRequiredProperty("spring.datasource.url"))
                .username(environment.getProperty("second.user", "shop_app"))
                .build();
    }
}
