package dev.bailiwick.spring.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.scope.ActiveTenants;
import dev.bailiwick.spring.scope.CarriesScope;
import dev.bailiwick.spring.scope.InEachTenant;
import dev.bailiwick.spring.scope.InTenant;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.context.event.EventListener;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Work on another thread has its scope by carrying, or is refused. */
class CarryingIT {

    private static final BlockingQueue<Object> HEARD = new LinkedBlockingQueue<>();

    private static final BlockingQueue<Object> ROUNDS = new LinkedBlockingQueue<>();

    private static ConfigurableApplicationContext application;
    private static Stock stock;
    private static JdbcClient client;
    private static JdbcClient twins;

    @BeforeAll
    static void start() throws SQLException {
        TestDatabase database = Shop.database();
        application = Shop.start(database, App.class);
        twins = JdbcClient.create(database.withTwins().twins());
        stock = application.getBean(Stock.class);
        client = application.getBean(JdbcClient.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @BeforeEach
    void forget() {
        HEARD.clear();
    }

    @Test
    void k185AsyncTakesTheScopeAlongAndFailsWithoutOne() throws Exception {
        assertThat(Scopes.call(Shop.bolt(), () -> stock.soon()).get()).containsExactly("bolt-nut");
        assertThatThrownBy(() -> stock.soon().get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k185ControlAsyncWithoutAScopeSeesAllWhereNothingProtects() throws Exception {
        assertThat(stock.soon(twins).get()).contains("acme-anvil", "bolt-nut");
        assertThatThrownBy(() -> stock.soon(client).get())
                .hasRootCauseInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k185AnAsyncMethodWithAScopeOfItsOwnEntersItOnItsThread() throws Exception {
        assertThat(stock.soon(Shop.bolt()).get()).containsExactly("bolt-nut");
    }

    @Test
    void everyExecutorBeanCarries() throws Exception {
        for (String executor : List.of("pooled", "virtual", "decorated")) {
            CompletableFuture<List<String>> items =
                    Scopes.call(
                            Shop.bolt(),
                            () ->
                                    CompletableFuture.supplyAsync(
                                            CarryingIT::items,
                                            application.getBean(executor, Executor.class)));

            assertThat(items.get()).as(executor).containsExactly("bolt-nut");
        }
        assertThat(HEARD).as("the decorator that was there before").contains("decorated");
    }

    @Test
    void k185AnEventThatIsMulticastOnOtherThreadsTakesTheScopeAlong() throws Exception {
        Scopes.run(Shop.bolt(), () -> application.publishEvent(new Counted("nuts")));
        assertThat(heard()).isEqualTo(List.of("bolt-nut"));

        application.publishEvent(new Counted("nuts"));
        assertThat(heard()).isInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k186AListenerAfterTheCommitIsStillInItsScope() throws Exception {
        Scopes.run(Shop.bolt(), () -> stock.sell(new Sold(Shop.bolt(), "in the scope")));

        assertThat(heard()).isEqualTo(Shop.bolt());
    }

    @Test
    void k186AListenerOnAnotherThreadIsInTheScopeThatItsEventCarries() throws Exception {
        Scopes.run(Shop.bolt(), () -> stock.ship(new Shipped(Shop.acme())));

        assertThat(heard()).isEqualTo(List.of("acme-anvil", "acme-rope"));
    }

    @Test
    void k186WhatAListenerHandsToAThreadIsRefusedAndSeesAllWhereNothingProtects() throws Exception {
        Scopes.run(Shop.bolt(), () -> stock.handOn(new HandedOn(client)));
        assertThat(heard()).isInstanceOf(ScopeRequiredException.class);

        Scopes.run(Shop.bolt(), () -> stock.handOn(new HandedOn(twins)));
        assertThat(heard())
                .as("the control")
                .isEqualTo(List.of("acme-anvil", "acme-rope", "bolt-nut"));
    }

    @Test
    void k185ScheduledWorkRunsInTheTenantsThatItDeclares() throws Exception {
        assertThat(ROUNDS.poll(2, TimeUnit.MINUTES)).isEqualTo(Shop.ACME);
        assertThat(ROUNDS.poll(2, TimeUnit.MINUTES)).isEqualTo(Shop.BOLT);
    }

    @Test
    void k183ParallelStreamsAreRefusedButForTheCallersOwnShare() {
        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        Shop.bolt(),
                                        () ->
                                                IntStream.range(0, 1000)
                                                        .parallel()
                                                        .forEach(_ -> items())))
                .hasStackTraceContaining("ScopeRequiredException");
    }

    @Test
    void k184ACompletableFutureOnTheCommonPoolIsRefused() {
        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        Shop.bolt(),
                                        () ->
                                                CompletableFuture.supplyAsync(CarryingIT::items)
                                                        .join()))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k187AVirtualThreadDoesNotInheritTheScope() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThatThrownBy(
                            () ->
                                    Scopes.call(
                                                    Shop.bolt(),
                                                    () -> threads.submit(CarryingIT::items))
                                            .get())
                    .hasRootCauseInstanceOf(ScopeRequiredException.class);
        }
    }

    @Test
    void k189ReactorHopsThreadsAndIsRefused() {
        assertThatThrownBy(
                        () ->
                                Scopes.run(
                                        Shop.bolt(),
                                        () ->
                                                Mono.fromCallable(CarryingIT::items)
                                                        .subscribeOn(Schedulers.boundedElastic())
                                                        .block()))
                .isInstanceOf(ScopeRequiredException.class);
    }

    @Test
    void k206AShutdownHooksThreadIsRefused() throws Exception {
        Thread hook = Scopes.call(Shop.bolt(), () -> new Thread(() -> HEARD.add(outcome())));

        hook.start();

        assertThat(heard()).isInstanceOf(ScopeRequiredException.class);
    }

    private static @Nullable Object heard() throws InterruptedException {
        return HEARD.poll(2, TimeUnit.MINUTES);
    }

    private static List<String> items() {
        return itemsOf(client);
    }

    private static List<String> itemsOf(JdbcClient from) {
        return Shop.names(from, "select name from item order by name");
    }

    private static Object outcome() {
        return outcomeOf(client);
    }

    private static Object outcomeOf(JdbcClient from) {
        try {
            return itemsOf(from);
        } catch (ScopeRequiredException refused) {
            return refused;
        }
    }

    record Counted(String what) {}

    record Sold(Scope scope, String what) implements CarriesScope {}

    record Shipped(Scope scope) implements CarriesScope {}

    record HandedOn(JdbcClient from) {}

    static class Stock {

        private final ApplicationEventPublisher events;

        Stock(ApplicationEventPublisher events) {
            this.events = events;
        }

        @Async
        CompletableFuture<List<String>> soon() {
            return CompletableFuture.completedFuture(items());
        }

        @Async
        CompletableFuture<List<String>> soon(JdbcClient from) {
            return CompletableFuture.completedFuture(itemsOf(from));
        }

        @Async
        CompletableFuture<List<String>> soon(@InTenant Scope.Tenant tenant) {
            return CompletableFuture.completedFuture(items());
        }

        @Transactional
        void sell(Sold sold) {
            items();
            events.publishEvent(sold);
        }

        @Transactional
        void ship(Shipped shipped) {
            items();
            events.publishEvent(shipped);
        }

        @Transactional
        void handOn(HandedOn event) {
            items();
            events.publishEvent(event);
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void handedOn(HandedOn event) {
            new Thread(() -> HEARD.add(outcomeOf(event.from()))).start();
        }

        @EventListener
        void counted(Counted event) {
            HEARD.add(outcome());
        }

        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void sold(Sold event) {
            HEARD.add(Scopes.require());
        }

        @Async
        @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
        void shipped(@InTenant Shipped event) {
            HEARD.add(items());
        }

        @InEachTenant
        @Scheduled(fixedDelay = 3_600_000)
        void hourly() {
            ROUNDS.add(Scopes.requireTenant().tenant());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @EnableAsync
    @EnableScheduling
    @Import(Stock.class)
    static class App {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }

        @Bean
        ActiveTenants tenants() {
            return () -> List.of(Shop.ACME, Shop.BOLT);
        }

        @Bean
        @Primary // what @Async uses
        ThreadPoolTaskExecutor pooled() {
            return new ThreadPoolTaskExecutor();
        }

        @Bean
        ThreadPoolTaskExecutor decorated() {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setTaskDecorator(
                    task ->
                            () -> {
                                HEARD.add("decorated");
                                task.run();
                            });
            return executor;
        }

        @Bean
        SimpleAsyncTaskExecutor virtual() {
            SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("virtual-");
            executor.setVirtualThreads(true);
            return executor;
        }

        @Bean
        SimpleApplicationEventMulticaster applicationEventMulticaster(BeanFactory beans) {
            var multicaster = new SimpleApplicationEventMulticaster(beans);
            multicaster.setTaskExecutor(task -> new Thread(task).start());
            return multicaster;
        }
    }
}
