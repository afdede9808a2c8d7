package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.AnyMember;
import dev.bailiwick.spring.TenantMembership;
import dev.bailiwick.spring.TenantMembership.Standing;
import dev.bailiwick.spring.shop.Shop;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Spring Security says who it is, and only then is it asked which tenant's member that is. */
class SecurityChainIT {

    private static final String ACME = Shop.ACME.toString();
    private static final String BOLT = Shop.BOLT.toString();

    private static ConfigurableApplicationContext application;
    private static Browser browser;

    @BeforeAll
    static void start() throws SQLException {
        application =
                Shop.serve(
                        Shop.database(), Secured.class, "bailiwick.tenant.source=header:X-Tenant");
        browser = new Browser(application);
    }

    @AfterAll
    static void stop() {
        browser.close();
        application.close();
    }

    @Test
    void whoIsAuthenticatedWorksInTheirTenantsAndNoOthers() throws Exception {
        assertThat(items(browser, Shop.ANN, "secret", ACME).body())
                .contains("acme-anvil", "acme-rope")
                .doesNotContain("bolt");
        assertThat(items(browser, Shop.ANN, "secret", BOLT).body()).isEqualTo("[\"bolt-nut\"]");
        assertThat(items(browser, Shop.BEN, "secret", BOLT).statusCode()).isEqualTo(200);
        assertThat(items(browser, Shop.BEN, "secret", ACME).statusCode()).isEqualTo(404);
        assertThat(browser.get("/scope", "Authorization", basic(Shop.BEN, "secret")).body())
                .isEqualTo("principal " + Shop.BEN + " without a tenant");
    }

    @Test
    void whoIsNotIsTurnedAwayBeforeAnyMembershipIsAskedFor() throws Exception {
        AtomicInteger asked = application.getBean(AtomicInteger.class);
        int before = asked.get();

        assertThat(items(browser, Shop.ANN, "guessed", ACME).statusCode()).isEqualTo(401);
        assertThat(browser.get("/items", "X-Tenant", ACME, "X-Who", Shop.ANN.toString()))
                .extracting(HttpResponse::statusCode)
                .isEqualTo(401);
        assertThat(asked).hasValue(before);

        items(browser, Shop.ANN, "secret", ACME);
        assertThat(asked).as("the control").hasValue(before + 1);
    }

    /** The control: where the chain comes second, nobody is known when the tenant is selected. */
    @Test
    void behindTheSelectionTheChainWouldComeTooLate() throws Exception {
        try (ConfigurableApplicationContext late =
                        Shop.serve(
                                Shop.database(),
                                Secured.class,
                                "bailiwick.tenant.source=header:X-Tenant",
                                "test.chain.order=0");
                Browser other = new Browser(late)) {
            assertThat(items(other, Shop.ANN, "secret", ACME).statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> items(
            Browser through, PrincipalId who, String password, String tenant) throws Exception {
        return through.get("/items", "Authorization", basic(who, password), "X-Tenant", tenant);
    }

    private static String basic(PrincipalId who, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((who + ":" + password).getBytes(StandardCharsets.US_ASCII));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableWebSecurity
    @Import(Endpoints.class)
    static class Secured {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }

        @Bean
        AtomicInteger asked() {
            return new AtomicInteger();
        }

        @Bean
        TenantMembership membership(JdbcClient client, AtomicInteger asked) {
            return (principal, tenant) -> {
                asked.incrementAndGet();
                return client.sql("select count(*) from membership where tenant_id = ?")
                                .param(tenant.value())
                                .query(int.class)
                                .single()
                                .equals(1)
                        ? Standing.member(Scope.Tenant.of(tenant).as(principal), Set.of())
                        : new Standing.Stranger();
            };
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) throws Exception {
            return http.authorizeHttpRequests(all -> all.anyRequest().authenticated())
                    .httpBasic(withDefaults())
                    .build();
        }

        /** The name of each is the principal's id. */
        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(user(Shop.ANN), user(Shop.BEN));
        }

        private static UserDetails user(PrincipalId who) {
            return User.withUsername(who.toString()).password("{noop}secret").build();
        }

        /** As Boot's own module for Spring Security registers the chain. */
        @Bean
        DelegatingFilterProxyRegistrationBean chainRegistration(Environment environment) {
            var registration =
                    new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
            registration.setOrder(environment.getProperty("test.chain.order", int.class, -100));
            return registration;
        }
    }

    @RestController
    @AnyMember
    static class Endpoints {

        private final JdbcClient client;

        Endpoints(JdbcClient client) {
            this.client = client;
        }

        @GetMapping("/items")
        List<String> items() {
            return Shop.names(client, "select name from item order by name");
        }

        @GetMapping("/scope")
        String scope() {
            return Scopes.require().described();
        }
    }
}
