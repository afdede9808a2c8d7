package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.http.HttpResponse;
import java.sql.SQLException;

/** The other sources: host, path, claim and session. */
@ExtendWith(OutputCaptureExtension.class)
class TenantSourcesIT {

    private static final String ACME = Shop.ACME.toString();
    private static final String BOLT = Shop.BOLT.toString();
    private static final String ANN = Shop.ANN.toString();
    private static final String BEN = Shop.BEN.toString();

    private TestDatabase database;

    @BeforeEach
    void open() throws SQLException {
        database = Shop.database();
    }

    @Test
    void aHostNamesTheTenant() throws Exception {
        try (ConfigurableApplicationContext application =
                        serve("bailiwick.tenant.source=host:{tenant}.shops.test");
                Browser browser = new Browser(application)) {
            assertThat(browser.getFrom(BOLT + ".Shops.test", "/items", BEN)).contains("bolt-nut");
            assertThat(browser.getFrom("x." + BOLT + ".shops.test", "/items", BEN))
                    .startsWith("HTTP/1.1 400");
            assertThat(browser.getFrom(ACME + ".shops.test", "/items", BEN))
                    .startsWith("HTTP/1.1 404");
            assertThat(browser.getFrom(BOLT + ".elsewhere.test", "/items", BEN))
                    .doesNotContain("bolt-nut");
        }
    }

    @Test
    void aPathNamesTheTenant() throws Exception {
        try (ConfigurableApplicationContext application =
                        serve("bailiwick.tenant.source=path:/t/{tenant}/**");
                Browser browser = new Browser(application)) {
            assertThat(browser.get("/t/" + BOLT + "/items", "X-Who", BEN).body())
                    .contains("bolt-nut");
            assertThat(browser.get("/t/" + ACME + "/items", "X-Who", BEN).statusCode())
                    .isEqualTo(404);
            assertThat(browser.get("/t/7/items", "X-Who", BEN).statusCode()).isEqualTo(400);
            assertThat(browser.get("/items", "X-Who", BEN, "X-Tenant", BOLT).body())
                    .isEqualTo("[]");
        }
    }

    @Test
    void aClaimNamesTheTenantAndNoneIsRefusedWhereItIsSaid() throws Exception {
        try (ConfigurableApplicationContext application =
                        serve(
                                "bailiwick.tenant.source=claim:tenant",
                                "bailiwick.tenant.none=refused");
                Browser browser = new Browser(application)) {
            assertThat(browser.get("/items", "X-Who", BEN, "X-Claim", BOLT).body())
                    .contains("bolt-nut");
            assertThat(browser.get("/items", "X-Who", BEN).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void k217AndOT9ATenantIsChosenByPostFromAPageOfItsOwn() throws Exception {
        try (ConfigurableApplicationContext application = serve("bailiwick.tenant.source=session");
                Browser browser = new Browser(application)) {
            String acme = "/switch?tenant=" + ACME;
            String[] ann = {"X-Who", ANN};

            assertThat(browser.get(acme, ann).statusCode()).isEqualTo(405);
            assertThat(
                            browser.send("POST", acme, "X-Who", ANN, "Sec-Fetch-Site", "cross-site")
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(
                            browser.send("POST", acme, "X-Who", ANN, "Origin", "https://evil.test")
                                    .statusCode())
                    .isEqualTo(403);
            assertThat(browser.get("/items", ann).body()).isEqualTo("[]");

            assertThat(
                            browser.send(
                                            "POST",
                                            acme,
                                            "X-Who",
                                            ANN,
                                            "Sec-Fetch-Site",
                                            "same-origin")
                                    .statusCode())
                    .isEqualTo(200);
            assertThat(browser.get("/items", ann).body()).contains("acme-anvil");
            assertThat(browser.get("/items", "X-Who", BEN).body())
                    .as("somebody else in the same session")
                    .isEqualTo("[]");
        }
    }

    @Test
    void oT10WhatIsChosenIsGivenUpWithTheMembershipAndByLeaving() throws Exception {
        try (ConfigurableApplicationContext application = serve("bailiwick.tenant.source=session");
                Browser browser = new Browser(application)) {
            String[] ann = {"X-Who", ANN};
            assertThat(browser.send("POST", "/switch?tenant=" + ACME, "X-Who", BEN).statusCode())
                    .isEqualTo(404);

            browser.send("POST", "/switch?tenant=" + BOLT, ann);
            assertThat(browser.get("/items", ann).body()).contains("bolt-nut");
            browser.send("POST", "/leave", ann);
            assertThat(browser.get("/items", ann).body()).isEqualTo("[]");

            browser.send("POST", "/switch?tenant=" + BOLT, ann);
            database.asSuperuser("delete from shop.membership where tenant_id = '" + BOLT + "'");
            HttpResponse<String> after = browser.get("/scope", ann);

            assertThat(after.body()).isEqualTo("principal " + ANN + " without a tenant");
        }
    }

    @Test
    void oC1ASourceThatCannotBeReadStopsTheStart(CapturedOutput output) {
        for (String source :
                new String[] {
                    "cookie:tenant", "host:shops.test", "header:", "path:/{tenant}/{tenant}"
                }) {
            assertThatThrownBy(() -> serve("bailiwick.tenant.source=" + source)).isNotNull();
        }
        assertThat(output)
                .contains("'cookie:tenant' is none of header:<name>")
                .contains("'shops.test' has not exactly one place for {tenant}")
                .contains("Name each source as header:X-Tenant");
    }

    @Test
    void oC1ASourceWithoutAMembershipToCheckStopsTheStart(CapturedOutput output) {
        assertThatThrownBy(
                        () ->
                                Shop.serve(
                                        database,
                                        WithoutMembership.class,
                                        "bailiwick.tenant.source=header:X-Tenant"))
                .isNotNull();
        assertThat(output)
                .contains("there is no TenantMembership bean")
                .contains("Give a bean of type dev.bailiwick.spring.TenantMembership");
    }

    private ConfigurableApplicationContext serve(String... properties) {
        return Shop.serve(database, ShopFront.class, properties);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class WithoutMembership {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }
    }
}
