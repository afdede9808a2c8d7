package dev.bailiwick.posture.scan;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.ServerProcess;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.prowler.StandIn;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A server that is killed while a scanner runs, and the one that is started after it. */
final class KilledScanIT {

    private static final String ACCOUNT = "310987654321";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";

    @TempDir private Path room;

    @Test
    void theScannerDiesWithItsServerAndTheScanIsMadeAgain() throws Exception {
        Path data = room.resolve("data");
        StandIn standIn = StandIn.in(room.resolve("program"), ACCOUNT);
        Map<String, String> program = Map.of("BAILIWICK_PROWLER_COMMAND", standIn.program());
        String email = Tenancy.email();
        String scan;

        try (ServerProcess first =
                ServerProcess.serve(room.resolve("first"), program, "--data", data.toString())) {
            Api api = first.api().signUp(email);
            order(api);
            Eventually.holds(standIn::isHalfWay);
            scan = api.get("scans").expect(200).ids().getFirst();
            assertThat(new Mark(scan, 1).processes()).isNotEmpty();

            first.kill();

            Eventually.holds(() -> new Mark(scan, 1).processes().isEmpty());
        }
        assertThat(data.resolve("scans").resolve(scan + ".1")).as("what it left").exists();
        standIn.goOn();

        try (ServerProcess second =
                ServerProcess.serve(room.resolve("second"), program, "--data", data.toString())) {
            Api api = second.api().signIn(email);
            Eventually.get(() -> state(api, scan), "completed"::equals);
            assertThat(api.get("scans").expect(200).ids()).containsExactly(scan);
            assertThat(api.get("findings/latest").expect(200).items()).hasSize(StandIn.FINDINGS);
            assertThat(data.resolve("scans").resolve(scan + ".1")).doesNotExist();
            assertThat(second.output()).doesNotContain(SECRET);
        }
        assertThat(Files.readString(room.resolve("first"))).doesNotContain(SECRET);
    }

    private static String state(Api api, String scan) {
        return api.get("scans/" + scan).expect(200).at("/data/attributes/state").asString();
    }

    private static void order(Api api) {
        String provider =
                api.post(
                                "providers",
                                document("providers", Map.of("provider", "aws", "uid", ACCOUNT)))
                        .expect(201)
                        .id();
        Map<String, Object> link = Map.of("data", Map.of("type", "providers", "id", provider));
        Map<String, String> keys =
                Map.of("aws_access_key_id", "slow", "aws_secret_access_key", SECRET);
        api.post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                Map.of("secret_type", "static", "secret", keys),
                                Map.of("provider", link)))
                .expect(201);
        api.post("scans", document("scans", Map.of(), Map.of("provider", link))).expect(202);
    }
}
