package dev.bailiwick.spring.actuator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.Wall;
import dev.bailiwick.spring.shop.Shop;
import dev.bailiwick.spring.wall.DriftWatch;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.function.Predicate;

/** Operators see when the database is no longer what the wall declares. */
@ExtendWith(OutputCaptureExtension.class)
@SuppressWarnings("NullAway.Init") // made before each test
class WallActuatorIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private TestDatabase database;
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() throws Exception {
        database = Shop.database();
        application =
                Shop.serve(
                        database,
                        App.class,
                        "bailiwick.drift.interval=200ms",
                        "spring.datasource.hikari.connection-timeout=5000",
                        "management.server.port=0",
                        "management.endpoints.web.exposure.include=bailiwick,health",
                        "management.endpoint.health.show-details=always");
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aPolicyThatIsDroppedWhileRunningTurnsHealthDown(CapturedOutput output) throws Exception {
        awaited(Status.UP);

        database.asOwner("drop policy bailiwick_app on shop.item");

        // on a busy machine it may be down for a moment since it could not be read
        Health health = awaited(each -> each.getDetails().containsKey("faults"));
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(String.valueOf(health.getDetails().get("faults")))
                .contains("table item: policy bailiwick_app is missing");
        HttpResponse<String> endpoint = get("/actuator/bailiwick");
        assertThat(endpoint.body()).contains("drifted", "policy bailiwick_app is missing");
        assertThat(get("/actuator/health").statusCode()).isEqualTo(503);
        assertThat(output).contains("The database has drifted from its wall");
    }

    @Test
    void aDatabaseThatCannotBeReadIsNotTakenForClean() throws Exception {
        PGSimpleDataSource elsewhere = database.as("postgres");
        elsewhere.setDatabaseName("postgres");
        try (Connection connection = elsewhere.getConnection()) {
            Sql.execute(
                    connection,
                    "alter database %s with allow_connections false".formatted(database.name()));
            Sql.list(
                    connection,
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?",
                    database.name());
        }

        Health health = awaited(Status.DOWN);

        assertThat(health.getDetails()).containsKey("unread");
    }

    @Test
    void aComparisonThatIsOverdueIsNotTakenForClean() {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofMinutes(5)), ZoneOffset.UTC);
        var indicator = new WallHealthIndicator(application.getBean(DriftWatch.class), later);

        assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(indicator.health().getDetails()).containsKey("overdue");
    }

    @Test
    void theEndpointDescribesTheWallAndShowsNoSecret() throws Exception {
        awaited(Status.UP);

        HttpResponse<String> answer = get("/actuator/bailiwick");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"schema\":\"shop\"", "tenant table item", "shop_owner", "clean")
                .doesNotContain("jdbc:", "password");
    }

    private Health health() {
        return Objects.requireNonNull(
                application.getBean("bailiwickHealthIndicator", HealthIndicator.class).health());
    }

    private Health awaited(Status status) {
        return awaited(health -> health.getStatus().equals(status));
    }

    private Health awaited(Predicate<Health> wanted) {
        Instant end = Instant.now().plus(PATIENCE);
        Health health = health();
        while (!wanted.test(health) && Instant.now().isBefore(end)) {
            Thread.onSpinWait();
            health = health();
        }
        assertThat(health).matches(wanted);
        return health;
    }

    private HttpResponse<String> get(String path) throws Exception {
        int port =
                application
                        .getEnvironment()
                        .getRequiredProperty("local.management.port", int.class);
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class App {

        @Bean
        Wall wall() {
            return Shop.WALL;
        }
    }
}
