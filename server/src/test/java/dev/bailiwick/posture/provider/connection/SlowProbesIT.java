package dev.bailiwick.posture.provider.connection;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Checks of connections that take long, beside one that does not. */
final class SlowProbesIT {

    @TempDir private Path room;

    @Test
    void theyLeaveThreadsForWhoeverAnswersAtOnce() {
        try (TestServer server = start(4)) {
            Tenancy initech = Tenancy.of(server);
            Map<String, Tenancy> slow = new LinkedHashMap<>();
            for (Tenancy each : List.of(Tenancy.of(server), Tenancy.of(server))) {
                for (int team = 0; team < 2; team++) {
                    slow.put(askSlowly(each, team), each);
                }
            }
            Eventually.holds(() -> Slow.BEGUN.size() == 2);
            Eventually.holds(() -> putOff(server, slow.keySet()) == 2);

            String key = "key-" + UUID.randomUUID();
            StandIn.answers(key, (account, credentials) -> ConnectionResult.connected());
            assertConnected(
                    initech,
                    ask(
                            initech,
                            "mongodbatlas",
                            "00112233445566778899aabb",
                            Map.of("atlas_public_key", key, "atlas_private_key", "s")));

            assertThat(Slow.BEGUN).hasSize(2);
            Slow.answered.countDown();
            slow.forEach((task, tenant) -> assertConnected(tenant, task));
        } finally {
            Slow.answered.countDown();
        }
    }

    @Test
    void thoseOfOneTenantLeavePlacesForAnothers() {
        try (TestServer server = start(8)) {
            Tenancy acme = Tenancy.of(server);
            Tenancy globex = Tenancy.of(server);
            Map<String, Tenancy> slow = new LinkedHashMap<>();
            // as many as the tenant may have threads of the queue
            for (int team = 0; team < 4; team++) {
                slow.put(askSlowly(acme, team), acme);
            }
            Eventually.holds(() -> begun(server, slow.keySet()) == 4);
            Eventually.holds(() -> Slow.BEGUN.size() >= 2);

            slow.put(askSlowly(globex, 0), globex);
            TenantId other = new TenantId(globex.id());
            Eventually.holds(() -> Slow.BEGUN.contains(other));

            TenantId one = new TenantId(acme.id());
            assertThat(Slow.BEGUN).containsExactly(one, one, other);
            Slow.answered.countDown();
            slow.forEach((task, tenant) -> assertConnected(tenant, task));
        } finally {
            Slow.answered.countDown();
        }
    }

    private TestServer start(int threads) {
        Slow.BEGUN.clear();
        Slow.answered = new CountDownLatch(1);
        return TestServer.start(
                room.resolve("data"),
                Map.of(
                        "spring.main.sources",
                        TestServer.class.getName() + "$QuickHashes," + Slow.class.getName(),
                        "bailiwick.jobs.queues.checks",
                        Integer.toString(threads)));
    }

    private static int putOff(TestServer server, Set<String> tasks) {
        return count(server, tasks, "state = 'available' and attempt > 0");
    }

    /** They are under way, or have been put off. */
    private static int begun(TestServer server, Set<String> tasks) {
        return count(server, tasks, "attempt > 0");
    }

    private static int count(TestServer server, Set<String> tasks, String condition) {
        return server.sql()
                .sql("select count(*) from job where id in (:ids) and " + condition)
                .param("ids", tasks.stream().map(UUID::fromString).toList())
                .query(Integer.class)
                .single();
    }

    private static String askSlowly(Tenancy tenant, int team) {
        return ask(tenant, "vercel", "team_0123456789abcdef" + team, Map.of("api_token", "t"));
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

        /** Whose they are, in turn: none ends before it is answered. */
        private static final Queue<TenantId> BEGUN = new ConcurrentLinkedQueue<>();

        private static volatile CountDownLatch answered = new CountDownLatch(1);

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
            BEGUN.add(account.tenant());
            Eventually.passes(answered);
            return ConnectionResult.connected();
        }
    }
}
