package dev.bailiwick.spring.wall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.sealed.SealForm;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.shop.WideShop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.SQLException;
import java.util.List;

import javax.sql.DataSource;

/** A Boot application whose scopes are sealed: injected SQL enters no other one. */
@ExtendWith(OutputCaptureExtension.class)
class SealedPoolsIT {

    private static final String ITEMS = "select name from item order by name";

    /** What an attacker makes of a search: it enters another tenant before the rows are read. */
    private static final String FORGING =
            "select name from (select set_config('bailiwick.tenant', '%s', true)) x, item"
                    .formatted(Shop.BOLT);

    @ParameterizedTest
    @EnumSource
    void isolatesAndRefusesWithoutAScope(SealForm form) throws SQLException {
        try (ConfigurableApplicationContext application = sealed(form)) {
            JdbcClient client = application.getBean(JdbcClient.class);

            assertThat(items(client, Shop.acme())).containsExactly("acme-anvil", "acme-rope");
            assertThat(items(client, Shop.bolt())).containsExactly("bolt-nut");
            assertThat(items(client, WideShop.both())).hasSize(3);
            assertThat(items(client, Scope.Tenants.of(Shop.BOLT))).containsExactly("bolt-nut");
            assertThat(items(client, new Scope.Global())).isEmpty();
            assertThatExceptionOfType(ScopeRequiredException.class)
                    .isThrownBy(() -> Shop.names(client, ITEMS));
        }
    }

    @ParameterizedTest
    @EnumSource
    void k39AForgedScopeIsNotEnteredAsItIsWhereScopesArePlain(SealForm form) throws SQLException {
        try (ConfigurableApplicationContext application = sealed(form)) {
            JdbcClient client = application.getBean(JdbcClient.class);

            assertThat(Scopes.call(Shop.acme(), () -> Shop.names(client, FORGING)))
                    .containsExactlyInAnyOrder("acme-anvil", "acme-rope");
        }
        try (ConfigurableApplicationContext control =
                Shop.start(WideShop.database(), Plain.class)) {
            JdbcClient client = control.getBean(JdbcClient.class);

            assertThat(Scopes.call(Shop.acme(), () -> Shop.names(client, FORGING)))
                    .containsExactly("bolt-nut");
        }
    }

    @Test
    void aDatabaseThatTakesPlainScopesStopsTheStart(CapturedOutput output) throws SQLException {
        TestDatabase plain = WideShop.database();

        assertThatThrownBy(() -> Shop.start(plain, Sealed.class)).isNotNull();
        assertThat(output)
                .contains("seal: the table of keys does not exist")
                .contains("function bailiwick.tenant: is not as generated");
    }

    @Test
    void aSealedDatabaseBehindPlainPoolsStopsTheStart(CapturedOutput output) throws SQLException {
        TestDatabase sealed = WideShop.sealedDatabase();

        assertThatThrownBy(() -> Shop.start(sealed, Plain.class)).isNotNull();
        assertThat(output).contains("function bailiwick.tenant: is not as generated");
    }

    private static ConfigurableApplicationContext sealed(SealForm form) throws SQLException {
        return Shop.start(WideShop.sealedDatabase(form), Sealed.class, "test.seal=" + form);
    }

    private static List<String> items(JdbcClient client, Scope scope) {
        return Scopes.call(scope, () -> Shop.names(client, ITEMS));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Plain {

        @Bean
        Wall wall() {
            return WideShop.WALL;
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Sealed extends Plain {

        @Bean(defaultCandidate = false)
        DataSource severalPool(DataSourceProperties app) {
            return app.initializeDataSourceBuilder().username(WideShop.SEVERAL).build();
        }

        @Bean
        ScopedPools pools(Environment environment) {
            SealForm form = environment.getProperty("test.seal", SealForm.class, SealForm.PORTABLE);
            return ScopedPools.of("dataSource")
                    .sealed(WideShop.seal(form))
                    .withSeveral("severalPool");
        }
    }
}
