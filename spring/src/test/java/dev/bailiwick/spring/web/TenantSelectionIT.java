package dev.bailiwick.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.spring.member.MembershipLostException;
import dev.bailiwick.spring.member.Memberships;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tenant is named by the declared source, on every request, by a member. */
class TenantSelectionIT {

    private static final String ACME = Shop.ACME.toString();
    private static final String BOLT = Shop.BOLT.toString();
    private static final String ANN = Shop.ANN.toString();
    private static final String BEN = Shop.BEN.toString();
    private static final String NOWHERE = "00000000-0000-7000-8000-0000000000ff";

    private static TestDatabase database;
    private static ConfigurableApplicationContext application;
    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        database = Shop.database();
        application =
                Shop.serve(
                        database,
                        ShopFront.class,
                        "bailiwick.tenant.source=header:X-Tenant",
                        "bailiwick.tenant.must-agree=host:{tenant}.shops.test,claim:tenant");
        browser = new Browser(application);
    }

    @AfterAll
    static void stop() {
        browser.close();
        application.close();
    }

    @AfterEach
    void everybodyIsBack() {
        ShopFront.SUSPENDED.clear();
    }

    @Test
    void aMemberWorksInTheTenantThatTheRequestNames() throws Exception {
        assertThat(browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME).body())
                .contains("acme-anvil", "acme-rope")
                .doesNotContain("bolt");
        assertThat(browser.get("/current", "X-Who", ANN, "X-Tenant", BOLT, "X-Claim", BOLT).body())
                .isEqualTo(BOLT + " " + ANN);
    }

    @Test
    void k213SourcesThatDisagreeAreRefused() throws Exception {
        assertThat(
                        browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", BOLT)
                                .statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/items", "X-Who", ANN, "X-Claim", ACME).statusCode())
                .as("not the declared one")
                .isEqualTo(400);
        assertThat(browser.get("/items", "X-Who", ANN, "X-Tenant", ACME).statusCode())
                .as("the others say nothing")
                .isEqualTo(200);
        assertThat(browser.getFrom("localhost", "/items", ANN)).startsWith("HTTP/1.1 200");
        assertThat(browser.getFrom(ACME + ".shops.test", "/items", ANN))
                .as("the host alone")
                .startsWith("HTTP/1.1 400");
    }

    @Test
    void oT4AStrangerLearnsNothing() throws Exception {
        HttpResponse<String> foreign =
                browser.get("/items", "X-Who", BEN, "X-Tenant", ACME, "X-Claim", ACME);
        HttpResponse<String> nowhere =
                browser.get("/items", "X-Who", BEN, "X-Tenant", NOWHERE, "X-Claim", NOWHERE);

        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(nowhere.body());
    }

    @Test
    void oT3AHeaderHoldsForItsRequestAlone() throws Exception {
        browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME);

        HttpResponse<String> next = browser.get("/scope", "X-Who", ANN);

        assertThat(next.body()).isEqualTo("principal " + ANN + " without a tenant");
        assertThat(next.headers().map()).doesNotContainKey("Set-Cookie");
    }

    @Test
    void oT2AParameterOrAPathThatIsNotDeclaredIsNotLookedAt() throws Exception {
        assertThat(browser.get("/scope?__tenant=" + ACME, "X-Who", ANN).body())
                .isEqualTo("principal " + ANN + " without a tenant");
        assertThat(browser.get("/t/" + ACME + "/items", "X-Who", ANN).body()).isEqualTo("[]");
    }

    @Test
    void oT5AnEmptyNameIsMalformedAndNoNameIsNoTenant() throws Exception {
        assertThat(browser.get("/items", "X-Who", ANN, "X-Tenant", " ").statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/items", "X-Who", ANN).body()).isEqualTo("[]");
        assertThat(browser.get("/current", "X-Who", ANN).statusCode()).isEqualTo(400);
    }

    @Test
    void oT6WhoeverIsNobodyGetsNowhere() throws Exception {
        assertThat(browser.get("/items", "X-Tenant", ACME).statusCode()).isEqualTo(401);
    }

    @Test
    void k216AndOT7TheMembershipIsCheckedOnEachRequest() throws Exception {
        String[] request = {"X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME};
        assertThat(browser.get("/items", request).statusCode()).isEqualTo(200);

        database.asSuperuser(
                "delete from shop.membership where tenant_id = '%s' and person_id = '%s'"
                        .formatted(ACME, ANN));

        assertThat(browser.get("/items", request).statusCode()).isEqualTo(404);
        database.asSuperuser(
                "insert into shop.membership values ('%s', '%s')".formatted(ACME, ANN));
        assertThat(browser.get("/items", request).statusCode()).isEqualTo(200);
    }

    @Test
    void oT8WhoIsSuspendedIsToldSoAndNonsenseIsMalformed() throws Exception {
        ShopFront.SUSPENDED.add(Shop.ANN);

        HttpResponse<String> suspended =
                browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME);

        assertThat(suspended.statusCode()).isEqualTo(403);
        assertThat(suspended.body()).contains("The shop is shut.");
        assertThat(browser.get("/items", "X-Who", ANN, "X-Tenant", "7").statusCode())
                .isEqualTo(400);
    }

    @Test
    void aHeaderThatComesTwiceIsMalformed() throws Exception {
        assertThat(
                        browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Tenant", BOLT)
                                .statusCode())
                .isEqualTo(400);
    }

    @Test
    void k205AndK192WhatLivesLongAsksAgainEachTime() {
        Memberships memberships = application.getBean(Memberships.class);
        assertThat(memberships.<String, RuntimeException>call(Shop.acme(), () -> "done"))
                .isEqualTo("done");

        ShopFront.SUSPENDED.add(Shop.ANN);

        JdbcClient client = application.getBean(JdbcClient.class);
        assertThat(Scopes.call(Shop.acme(), () -> Shop.names(client, "select name from item")))
                .as("the control: a scope that was kept asks nobody")
                .contains("acme-anvil");
        assertThatExceptionOfType(MembershipLostException.class)
                .isThrownBy(
                        () ->
                                memberships.<String, RuntimeException>call(
                                        Shop.acme(), () -> "done"));
    }

    @Test
    void k202AnswersOfOneTenantAreNotCachedForAnother() throws Exception {
        HttpResponse<String> answer =
                browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME);

        assertThat(answer.headers().firstValue("Cache-Control")).contains("private, no-cache");
        assertThat(answer.headers().allValues("Vary")).contains("X-Tenant", "Authorization");
    }

    @Test
    void k202ASharedCacheServesNobodyWhatIsAnothers() throws Exception {
        Map<String, String> shared = new HashMap<>();
        for (String tenant : List.of(ACME, BOLT)) {
            HttpResponse<String> answer =
                    browser.get("/items", "X-Who", ANN, "X-Tenant", tenant, "X-Claim", tenant);
            String seen = served(shared, answer.headers(), answer.body());
            assertThat(seen).isEqualTo(answer.body());
        }

        // the control: an application that says nothing of caches
        HttpHeaders silent = HttpHeaders.of(Map.of(), (_, _) -> true);
        served(shared, silent, "acme-anvil");
        assertThat(served(shared, silent, "bolt-nut")).isEqualTo("acme-anvil");
    }

    /** What a cache between browsers and application gives: what it has, or else what it gets. */
    private static String served(Map<String, String> shared, HttpHeaders headers, String body) {
        return headers.firstValue("Cache-Control")
                        .filter(said -> said.contains("private"))
                        .isPresent()
                ? body
                : shared.computeIfAbsent("/items", _ -> body);
    }

    @Test
    void k204BaggageIsNoAuthority() throws Exception {
        assertThat(browser.get("/scope", "X-Who", ANN, "baggage", "tenant=" + ACME).body())
                .isEqualTo("principal " + ANN + " without a tenant");
    }

    @Test
    void oA2NothingOfTheRequestBeforeIsLeft() throws Exception {
        for (int i = 0; i < 6; i++) {
            browser.get("/items", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME);

            assertThat(browser.get("/scope", "X-Who", BEN).body())
                    .isEqualTo("principal " + BEN + " without a tenant");
            assertThat(browser.get("/items", "X-Who", BEN).body()).isEqualTo("[]");
        }
    }

    @Test
    void sB14APrincipalReadsItsOwnRowsBeforeATenantIsKnown() throws Exception {
        assertThat(browser.get("/page", "X-Who", BEN).body()).contains(BOLT).doesNotContain(ACME);
        assertThat(browser.get("/page", "X-Who", NOWHERE).body()).isEqualTo("null of []");
    }

    @Test
    void oV1AViewIsToldWhatItShowsAndWhatThereIs() throws Exception {
        assertThat(browser.get("/page", "X-Who", ANN, "X-Tenant", ACME, "X-Claim", ACME).body())
                .startsWith(ACME + " of [VisibleTenant[id=" + ACME)
                .contains(BOLT);
        assertThat(browser.get("/page", "X-Who", BEN).body())
                .startsWith("null of [")
                .doesNotContain(ACME);
        assertThat(browser.get("/body", "X-Who", BEN).body()).isEqualTo("no view");
    }
}
