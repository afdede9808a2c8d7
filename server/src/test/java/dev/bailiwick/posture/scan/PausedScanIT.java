package dev.bailiwick.posture.scan;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.prowler.StandIn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** A worker that is stopped in the middle of a scan, and goes on when another one is at it. */
final class PausedScanIT {

    private static final String ACCOUNT = "310987654321";

    @TempDir private Path room;

    @Test
    void whoThawsLeavesTheScannerOfTheOtherAloneAndWritesNothing() throws Exception {
        StandIn standIn = StandIn.in(room.resolve("program"), ACCOUNT);
        try (TestServer server =
                TestServer.start(room.resolve("data"), Map.of("bailiwick.jobs.serves", "none"))) {
            Tenancy acme = Tenancy.of(server);
            try (ServerProcess first = worker("first", standIn)) {
                first.health();
                String task = order(acme.api());
                Eventually.holds(standIn::isHalfWay);
                standIn.forgetHalfWay();
                String scan = acme.api().get("scans").expect(200).ids().getFirst();
                try (ServerProcess second = worker("second", standIn)) {
                    second.health();
                    freeze(first, server, task);
                    try {
                        Eventually.holds(standIn::isHalfWay);
                    } finally {
                        signal(first, "CONT");
                    }
                    Eventually.holds(() -> gaveUp(first));

                    assertThat(new Mark(scan, 99).processesUntilNow()).isNotEmpty();
                    standIn.goOn();

                    Eventually.get(() -> state(acme, "tasks/" + task), "completed"::equals);
                    assertThat(state(acme, "scans/" + scan)).isEqualTo("completed");
                    assertThat(acme.api().get("findings/latest").expect(200).items())
                            .hasSize(StandIn.FINDINGS);
                    Eventually.holds(() -> new Mark(scan, 99).processesUntilNow().isEmpty());
                    assertThat(first.process().isAlive()).isTrue();
                }
            }
        }
    }

    /** Until the other has taken over; anew, where it was in the middle of a transaction. */
    private static void freeze(ServerProcess worker, TestServer server, String task)
            throws Exception {
        signal(worker, "STOP");
        while (Eventually.get(
                        () -> attempts(server, task) > 1 ? "taken over" : waits(server),
                        each -> !each.isEmpty())
                .equals("waits")) {
            signal(worker, "CONT");
            Eventually.holds(() -> waits(server).isEmpty());
            signal(worker, "STOP");
        }
    }

    private static int attempts(TestServer server, String task) {
        return server.sql()
                .sql("select attempt from job where id = cast(? as uuid)")
                .param(task)
                .query(Integer.class)
                .single();
    }

    private static String waits(TestServer server) {
        return server.sql()
                .sql(
                        "select case when exists (select from pg_locks where not granted) then"
                                + " 'waits' else '' end")
                .query(String.class)
                .single();
    }

    private ServerProcess worker(String name, StandIn standIn) throws IOException {
        return ServerProcess.worker(
                room.resolve(name),
                Map.of(
                        "BAILIWICK_JOBS_HEARTBEAT",
                        "1s",
                        "BAILIWICK_PROWLER_COMMAND",
                        standIn.program()),
                "--data",
                room.resolve("data").toString(),
                "--queues",
                "scans");
    }

    private static boolean gaveUp(ServerProcess worker) {
        try {
            String said = worker.output();
            return said.contains("was cut off") || said.contains("is over: the job was cancelled");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String state(Tenancy tenancy, String path) {
        return tenancy.api().get(path).expect(200).at("/data/attributes/state").asString();
    }

    private static void signal(ServerProcess worker, String name) throws Exception {
        assertThat(
                        new ProcessBuilder(
                                        "kill", "-" + name, Long.toString(worker.process().pid()))
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
    }

    private static String order(Api api) {
        String provider =
                api.post(
                                "providers",
                                document("providers", Map.of("provider", "aws", "uid", ACCOUNT)))
                        .expect(201)
                        .id();
        Map<String, Object> link = Map.of("data", Map.of("type", "providers", "id", provider));
        Map<String, String> keys =
                Map.of("aws_access_key_id", "slow", "aws_secret_access_key", "planted-secret");
        api.post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", keys),
                                Map.of("provider", link)))
                .expect(201);
        return api.post("scans", document("scans", Map.of(), Map.of("provider", link)))
                .expect(202)
                .id();
    }
}
