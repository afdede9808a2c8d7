package dev.bailiwick.spring.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.Dimension;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** One method, one key, two tenants: each gets its own answer. */
@ParameterizedClass
@SuppressWarnings("NullAway.Init") // made before each test
@ValueSource(strings = {"simple", "caffeine"})
class ScopedCacheIT {

    private static final Dimension<String> AISLES = Dimension.of("aisles", text -> text);

    @Parameter String kind = "";

    private ConfigurableApplicationContext application;
    private Stock stock;
    private CacheManager caches;

    @BeforeEach
    void start() throws Exception {
        application = Shop.start(Shop.database(), App.class, "spring.cache.type=" + kind);
        stock = application.getBean(Stock.class);
        caches = application.getBean(CacheManager.class);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void k196OneKeyIsAnotherEntryInAnotherTenant() {
        // the control: the same in a cache that nobody keeps apart
        Cache bare = Objects.requireNonNull(new ConcurrentMapCacheManager().getCache("items"));
        bare.get("all", () -> Scopes.call(Shop.acme(), () -> stock.read()));
        assertThat(bare.get("all", () -> Scopes.call(Shop.bolt(), () -> stock.read())))
                .contains("acme-anvil");

        assertThat(Scopes.call(Shop.acme(), () -> stock.items("all"))).contains("acme-anvil");
        assertThat(Scopes.call(Shop.bolt(), () -> stock.items("all"))).containsExactly("bolt-nut");
        assertThat(Scopes.call(Shop.acme(), () -> stock.items("all"))).contains("acme-anvil");
        assertThat(stock.reads()).as("one of them the control's").hasValue(3);
    }

    @Test
    void k196WhoSeesAnotherPartOfTheTenantHasAnotherEntry() {
        Scope.Tenant narrow = Shop.acme().with(AISLES, "1");

        Scopes.run(Shop.acme(), () -> stock.items("all"));
        Scopes.run(narrow, () -> stock.items("all"));
        Scopes.run(Shop.acme().as(Shop.BEN), () -> stock.items("all"));
        Scopes.run(narrow, () -> stock.items("all"));

        assertThat(stock.reads()).hasValue(3);
    }

    @Test
    void k196WithoutAScopeNothingIsKeptAndNothingIsFound() {
        Cache items = cache();
        items.put("k", "nobody's");

        assertThat(items.get("k")).isNull();
        assertThat(items.get("k", () -> "loaded")).isEqualTo("loaded");
        assertThat(items.get("k")).isNull();
        Scopes.run(Shop.acme(), () -> assertThat(items.get("k")).isNull());
    }

    @Test
    void evictingDropsTheKeyForTheWholeTenantAndForNobodyElse() {
        Scopes.run(Shop.acme(), () -> stock.items("all"));
        Scopes.run(Shop.acme().as(Shop.BEN), () -> stock.items("all"));
        Scopes.run(Shop.bolt(), () -> stock.items("all"));

        Scopes.run(Shop.acme(), () -> stock.changed("all"));
        Scopes.run(Shop.acme().as(Shop.BEN), () -> stock.items("all"));
        Scopes.run(Shop.bolt(), () -> stock.items("all"));

        assertThat(stock.reads()).as("three first reads, one after the eviction").hasValue(4);
    }

    @Test
    void k196ClearingIsOfTheTenantAlone() {
        Scopes.run(Shop.acme(), () -> stock.items("all"));
        Scopes.run(Shop.acme(), () -> stock.items("some"));
        Scopes.run(Shop.bolt(), () -> stock.items("all"));

        Scopes.run(Shop.acme(), () -> stock.allChanged());
        Scopes.run(Shop.acme(), () -> stock.items("all"));
        Scopes.run(Shop.acme(), () -> stock.items("some"));
        Scopes.run(Shop.bolt(), () -> stock.items("all"));

        assertThat(stock.reads()).hasValue(5);
    }

    @Test
    void clearingOutsideAnyScopeIsRefusedAndMaintenanceClearsAll() {
        Scopes.run(Shop.acme(), () -> stock.items("all"));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> stock.allChanged())
                .withMessageContaining("clearing the cache items was refused");
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> stock.changed("all"));

        Scopes.run(
                new Scope.Maintenance("prices of all shops", Duration.ofSeconds(9)),
                () -> stock.allChanged());
        Scopes.run(Shop.acme(), () -> stock.items("all"));

        assertThat(stock.reads()).hasValue(2);
    }

    @Test
    void nullsFuturesAndTypesAreAsInEveryCache() {
        Cache items = cache();

        Scopes.run(
                Shop.acme(),
                () -> {
                    items.put("null", null);
                    items.put("text", "value");
                    assertThat(items.get("null")).isNotNull();
                    assertThat(items.putIfAbsent("text", "other")).isNotNull();
                    assertThat(items.get("text", String.class)).isEqualTo("value");
                    assertThat(
                                    items.retrieve(
                                                    "later",
                                                    () -> CompletableFuture.completedFuture("x"))
                                            .join())
                            .isEqualTo("x");
                    assertThat(items.get("later", String.class)).isEqualTo("x");
                    assertThat(items.evictIfPresent("text")).isTrue();
                    assertThat(items.get("text")).isNull();
                });
        Scopes.run(Shop.bolt(), () -> assertThat(items.get("later")).isNull());
        assertThat(items.getNativeCache()).isSameAs(items);
    }

    @Test
    void oneOfManyLoadsAndTheOthersWait() throws Exception {
        Cache items = cache();
        AtomicInteger loads = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            Scopes.run(
                                                    Shop.acme(),
                                                    () ->
                                                            items.get(
                                                                    "one",
                                                                    loads::incrementAndGet))));
        }
        for (Thread thread : threads) {
            thread.join(Duration.ofMinutes(2));
        }

        assertThat(loads).hasValue(1);
    }

    private Cache cache() {
        return Objects.requireNonNull(caches.getCache("items"));
    }

    static class Stock {

        private final AtomicInteger reads = new AtomicInteger();
        private final JdbcClient client;

        Stock(JdbcClient client) {
            this.client = client;
        }

        @Cacheable(cacheNames = "items", key = "#which")
        List<String> items(String which) {
            return read();
        }

        @CacheEvict(cacheNames = "items", key = "#which")
        void changed(String which) {}

        @CacheEvict(cacheNames = "items", allEntries = true)
        void allChanged() {}

        /** Not the field: a proxy has none of its target's. */
        AtomicInteger reads() {
            return reads;
        }

        List<String> read() {
            reads.incrementAndGet();
            return Shop.names(client, "select name from item order by name");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableCaching
    @Import(Stock.class)
    static class App {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }
    }
}
