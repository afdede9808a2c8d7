package dev.bailiwick.posture.scan.builtin;

import static dev.bailiwick.posture.scan.builtin.Scanned.reason;
import static dev.bailiwick.posture.scan.builtin.Scanned.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.ScanOutput;
import dev.bailiwick.posture.scan.engine.Scanner;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.Ordered;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** A server on which scans go on that were given up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CrowdedServerIT {

    private final Forge forge;
    private final TestServer server;
    private Tenancy acme;
    private Scanned scanned;

    CrowdedServerIT(@TempDir Path room) throws IOException {
        forge = Forge.start(room.resolve("forge"));
        forge.commit(Map.of("Dockerfile", "FROM alpine:3.20\n"));
        server =
                TestServer.start(
                        room.resolve("data"),
                        Map.of(
                                "spring.main.sources",
                                TestServer.class.getName() + "$QuickHashes," + Deaf.class.getName(),
                                "bailiwick.checks.allowed-hosts",
                                "localhost",
                                "bailiwick.checks.authorities",
                                forge.authority().toString()));
        acme = Tenancy.of(server);
        scanned = new Scanned(acme.api());
    }

    @BeforeEach
    void fill() {
        Deaf.release = new CompletableFuture<>();
        acme = Tenancy.of(server);
        scanned = new Scanned(acme.api());
        for (int i = 0; i < ScanRoom.MOST_GIVEN_UP; i++) {
            Answer task = scanned.scanned(scanned.provider("vercel", "team_0123456789abcdef" + i));
            assertThat(reason(task)).startsWith("The checks were not done within");
        }
    }

    @AfterEach
    void release() {
        Deaf.release.complete(true);
    }

    @AfterAll
    void stop() {
        server.close();
        forge.close();
    }

    @Test
    void aScanThatFindsNoRoomIsPutOffAndThoseOfOtherTenantsAreNot() {
        Eventually.holds(() -> health().contains("Checks do not end that were given up"));
        String task = scanned.order(repository(scanned), Map.of());
        waitsForRoom(task);

        Scanned globex = new Scanned(Tenancy.of(server).api());
        assertThat(state(globex.scanned(repository(globex)))).isEqualTo("completed");
        assertThat(state(acme.api().get("tasks/" + task).expect(200))).isEqualTo("available");
        assertThat(health()).contains("\"status\":\"warn\"");

        Deaf.release.complete(true);
        assertThat(state(over(task))).isEqualTo("completed");
        assertThat(failures(task)).as("attempts that count as failed").isZero();
        Eventually.holds(() -> !health().contains("Checks do not end that were given up"));
    }

    @Test
    void aScanThatHasBeenPutOffForTooLongFails() {
        String task = scanned.order(repository(scanned), Map.of());
        waitsForRoom(task);

        server.sql()
                .sql(
                        "update scan set started_at = started_at - interval '6 hours' where job_id"
                                + " = ?")
                .param(UUID.fromString(task))
                .update();

        Answer failed = over(task);
        assertThat(state(failed)).isEqualTo("failed");
        assertThat(reason(failed)).contains("still at work on this server");
    }

    private String repository(Scanned whose) {
        return whose.provider("iac", forge.url("/shop.git"));
    }

    private void waitsForRoom(String task) {
        String state =
                Eventually.get(
                        () ->
                                server.sql()
                                        .sql(
                                                "select case attempt when 0 then 'new' else state"
                                                        + " end from job where id = ?")
                                        .param(UUID.fromString(task))
                                        .query(String.class)
                                        .single(),
                        each -> !Set.of("new", "executing").contains(each));
        assertThat(state).isEqualTo("available");
    }

    /** Its time comes at once, again and again. */
    private Answer over(String task) {
        Eventually.holds(
                () -> {
                    server.sql()
                            .sql(
                                    "update scheduled_tasks set execution_time = now() where"
                                            + " task_instance = ? and not picked")
                            .param(task)
                            .update();
                    return !state(acme.api().get("tasks/" + task).expect(200)).equals("available");
                });
        return scanned.over(task);
    }

    private int failures(String task) {
        return server.sql()
                .sql("select failures from job where id = ?")
                .param(UUID.fromString(task))
                .query(Integer.class)
                .single();
    }

    /** Once the database has answered in time, which it may not on a busy machine. */
    private String health() {
        return Eventually.get(this::ready, answer -> answer.statusCode() == 200).body();
    }

    private HttpResponse<String> ready() {
        HttpRequest request = HttpRequest.newBuilder(server.uri().resolve("/health/ready")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Scans by what asks nobody whether it should end. */
    static final class Deaf implements Scanner, Ordered {

        private static volatile CompletableFuture<Boolean> release = new CompletableFuture<>();

        private final Relay relay;

        Deaf(ScanRoom room, Clock clock) {
            this.relay = new Relay(Duration.ofMillis(50), Duration.ofMillis(50), clock, room);
        }

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public boolean scans(ProviderKind kind) {
            return kind == ProviderKind.VERCEL;
        }

        @Override
        public void scan(ScanOrder order, ScanOutput output) throws InterruptedException {
            CompletableFuture<Boolean> end = release;
            try (ScanRoom.Place place = relay.placeFor(order.account())) {
                // does not hear interrupts
                relay.handOn(place, out -> end.join(), output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
