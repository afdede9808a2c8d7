package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Ports;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.process.Programs;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The real command line against a simulated cloud, where the machine has both on its search path:
 * {@code prowler}, and {@code moto_server}.
 */
final class RealProwlerIT {

    private static final String ACCOUNT = "123456789012";

    @Test
    void scansAnAccountOfASimulatedCloud(@TempDir Path room) throws Exception {
        Optional<Path> prowler = Programs.find("prowler");
        Optional<Path> cloud = Programs.find("moto_server");
        assumeThat(prowler).as("Prowler's command line is installed").isPresent();
        assumeThat(cloud).as("moto_server is installed").isPresent();
        int port = Ports.free();
        Process moto =
                new ProcessBuilder(
                                cloud.orElseThrow().toString(),
                                "-H",
                                "127.0.0.1",
                                "-p",
                                Integer.toString(port))
                        .redirectErrorStream(true)
                        .redirectOutput(room.resolve("moto").toFile())
                        .start();
        try (DataDirectory data = DataDirectory.hold(room.resolve("data"))) {
            Eventually.holds(() -> answers(port));
            Path program = pointedAt(room, prowler.orElseThrow(), port);
            KeptResults results = new KeptResults();
            new Prowler(settings(program), data).scan(order(), results);

            assertThat(results.text()).contains("\"provider_uid\": \"" + ACCOUNT + "\"");
            assertThat(results.text().strip()).startsWith("[").endsWith("]");
        } finally {
            moto.destroyForcibly().waitFor();
        }
    }

    private static ScanOrder order() {
        UUID scan = UUID.randomUUID();
        return new ScanOrder(
                scan,
                1,
                new ProviderAccount(new TenantId(scan), scan, ProviderKind.AWS, ACCOUNT),
                new AwsCredentials.Keys("testing", new Hidden("testing"), null),
                new Choice(
                        List.of(SingleCheck.of(ProviderKind.AWS)),
                        List.of(),
                        List.of("us-east-1"),
                        List.of()));
    }

    private static ProwlerProperties settings(Path program) {
        return new ProwlerProperties(
                program.toString(),
                List.of("aws"),
                List.of(),
                List.of(),
                Duration.ofMinutes(5),
                DataSize.ofGigabytes(8),
                DataSize.ofMegabytes(100));
    }

    /** The same program, which asks the simulated cloud instead of the real one. */
    private static Path pointedAt(Path room, Path prowler, int port) throws IOException {
        Path script =
                Files.writeString(
                        room.resolve("prowler"),
                        """
                        #!/bin/sh
                        export AWS_ENDPOINT_URL=http://127.0.0.1:%d
                        exec %s "$@"
                        """
                                .formatted(port, prowler));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    private static boolean answers(int port) {
        try (Socket open = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return open.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
