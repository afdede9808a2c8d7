package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.process.Mark;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Two attempts at one scan on one machine, of which the first was taken for dead and is not. */
final class AttemptsIT {

    private static final String ACCOUNT = "310987654321";

    private final UUID scan = UUID.randomUUID();
    private final Path scans;
    private final StandIn standIn;
    private final DataDirectory data;
    private final Prowler prowler;

    AttemptsIT(@TempDir Path room) throws IOException {
        standIn = StandIn.in(room.resolve("program"), ACCOUNT);
        scans = room.resolve("data/scans");
        data = DataDirectory.hold(room.resolve("data"));
        prowler =
                new Prowler(
                        new ProwlerProperties(
                                standIn.program(),
                                List.of("aws"),
                                List.of(),
                                List.of(),
                                Duration.ofMinutes(1),
                                DataSize.ofGigabytes(1),
                                DataSize.ofMegabytes(1)),
                        data);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(new Mark(scan.toString(), 2).processesUntilNow()).isEmpty();
        assertThat(folders()).isEmpty();
        data.close();
    }

    @Test
    void theLaterOneEndsWhatTheEarlierOneStartedAndTheEarlierOneNothingOfTheLater()
            throws Exception {
        KeptResults unseen = new KeptResults();
        Thread first = inBackground(1, unseen);
        Eventually.holds(standIn::isHalfWay);
        standIn.forgetHalfWay();

        KeptResults output = new KeptResults();
        Thread second = inBackground(2, output);
        Eventually.holds(standIn::isHalfWay);
        assertThat(new Mark(scan.toString(), 1).processes()).isEmpty();
        // had it slept in the meantime, it would only now see that its program is gone
        first.interrupt();
        first.join();

        assertThat(new Mark(scan.toString(), 2).processes()).isNotEmpty();
        assertThat(folders()).containsExactly(scans.resolve(scan + ".2"));
        standIn.goOn();
        second.join();
        assertThat(output.text().split("\"finding_info\"", -1)).hasSize(StandIn.FINDINGS + 1);
    }

    private Thread inBackground(int attempt, KeptResults output) {
        ScanOrder order =
                new ScanOrder(
                        scan,
                        attempt,
                        new ProviderAccount(new TenantId(scan), scan, ProviderKind.AWS, ACCOUNT),
                        new AwsCredentials.Keys("slow", new Hidden("wJalrXUtnFEMI"), null),
                        Choice.ALL);
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                prowler.scan(order, output);
                            } catch (InterruptedException | ScanFailedException e) {
                                // as the first one is to end
                            }
                        });
    }

    private List<Path> folders() {
        try (Stream<Path> all = Files.list(scans)) {
            return all.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
