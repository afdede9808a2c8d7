package dev.bailiwick.posture.provider.connection;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api.Answer;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.Credentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.Ordered;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Checks of connections that take long, beside one that does not. */
final class SlowProbesIT {

    private static final int THREADS = 4;

    @TempDir private Path room;

    @Test
    void theyLeaveThreadsForWhoeverAnswersAtOnce() {
        try (TestServer server =
                TestServer.start(
                        room.resolve("data"),
                        Map.of(
                                "spring.main.sources",
                                TestServer.class.getName() + "$QuickHashes," + Slow.class.getName(),
                                "bailiwick.jobs.queues.checks",
                                Integer.toString(THREADS)))) {
            Tenancy initech = Tenancy.of(server);
            Map<String, Tenancy> slow = new LinkedHashMap<>();
            for (Tenancy each : List.of(Tenancy.of(server), Tenancy.of(server))) {
                for (String team : List.of("team_0123456789abcdef0", "team_0123456789abcdef1")) {
                    slow.put(ask(each, "vercel", team, Map.of("api_token", "t")), each);
                }
            }
            Eventually.holds(() -> Slow.UNDER_WAY.get() == THREADS / 2);
            Eventually.holds(() -> putOff(server, slow.keySet()) == THREADS / 2);

            String key = "key-" + UUID.randomUUID();
            StandIn.answers(key, (account, credentials) -> ConnectionResult.connected());
            assertConnected(
                    initech,
                    ask(
                            initech,
                            "mongodbatlas",
                            "00112233445566778899aabb",
                            Map.of("atlas_public_key", key, "atlas_private_key", "s")));

            assertThat(Slow.UNDER_WAY).hasValue(THREADS / 2);
            Slow.ANSWERED.countDown();
            slow.forEach((task, tenant) -> assertConnected(tenant, task));
        } finally {
            Slow.ANSWERED.countDown();
        }
    }

    private static int putOff(TestServer server, Iterable<String> tasks) {
        List<UUID> ids = new ArrayList<>();
        tasks.forEach(each -> ids.add(UUID.fromString(each)));
        return server.sql()
                .sql(
                        """
                        select count(*) from job where id in (:ids) and state = 'available' and attempt > 0
                        """)
                .param("ids", ids)
                .query(Integer.class)
                .single();
    }

    private static String ask(Tenancy tenant, String kind, String uid, Map<String, String> secret) {
        String provider =
                tenant.api()
                        .post(
                                "providers",
                                document("providers", Map.of("provider", kind, "uid", uid)))
                        .expect(201)
                        .id();
        tenant.api()
                .post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", secret),
                                Map.of("provider", link("providers", provider))))
                .expect(201);
        return tenant.api()
                .send(
                        tenant.api()
                                .request("providers/" + provider + "/connection")
                                .POST(BodyPublishers.noBody()))
                .expect(202)
                .id();
    }

    private static void assertConnected(Tenancy tenant, String task) {
        Answer answer =
                Eventually.get(
                        () -> tenant.api().get("tasks/" + task).expect(200),
                        each -> each.at("/data/attributes/state").asString().equals("completed"));
        assertThat(answer.at("/data/attributes/result/connected").asBoolean()).isTrue();
    }

    /** As a program that has to start and to sign in. */
    static final class Slow implements ConnectionProbe, Ordered {

        private static final AtomicInteger UNDER_WAY = new AtomicInteger();
        private static final CountDownLatch ANSWERED = new CountDownLatch(1);

        @Override
        public int getOrder() {
            return HIGHEST_PRECEDENCE;
        }

        @Override
        public boolean probes(ProviderKind kind) {
            return kind == ProviderKind.VERCEL;
        }

        @Override
        public Duration patience() {
            return Duration.ofMinutes(10);
        }

        @Override
        public ConnectionResult probe(ProviderAccount account, Credentials credentials) {
            UNDER_WAY.incrementAndGet();
            try {
                Eventually.passes(ANSWERED);
                return ConnectionResult.connected();
            } finally {
                UNDER_WAY.decrementAndGet();
            }
        }
    }
}
