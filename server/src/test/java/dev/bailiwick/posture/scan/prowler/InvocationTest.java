package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.process.Launch;
import dev.bailiwick.posture.scan.process.Limits;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** What is asked of the program, and what it is not to find. */
final class InvocationTest {

    private static final Limits LIMITS =
            new Limits(Duration.ofHours(3), DataSize.ofGigabytes(2), DataSize.ofGigabytes(1));

    private final UUID id = UUID.randomUUID();
    private final Mark mark = new Mark(id.toString(), 1);
    private final PrivateDirectory directory;

    InvocationTest(@TempDir Path room) throws InterruptedException {
        directory = PrivateDirectory.make(room, mark);
    }

    @AfterEach
    void remove() {
        directory.close();
    }

    private Launch launch(Choice choice, HostIdentity host) {
        ProviderAccount account =
                new ProviderAccount(new TenantId(id), id, ProviderKind.AWS, "310987654321");
        AwsCredentials keys = new AwsCredentials.Keys("AKIA1", new Hidden("pl4nted"), null);
        ProwlerProperties settings =
                new ProwlerProperties(
                        "prowler",
                        List.of(),
                        List.of(),
                        List.of(),
                        LIMITS.time(),
                        LIMITS.memory(),
                        LIMITS.output());
        SignIn signIn = new SignIn(directory);
        SignIns.fill(signIn, account, keys);
        return new Invocation(Path.of("/opt/prowler"), settings, directory)
                .of(mark, new ScanOrder(id, 1, account, keys, choice), signIn, host);
    }

    @Test
    void whatIsChosenIsAskedForByItsOption() {
        Launch launch =
                launch(
                        new Choice(
                                List.of("quay_open", "quay_lit"),
                                List.of("s3"),
                                List.of("eu-west-1", "eu-north-1"),
                                List.of("critical", "high")),
                        HostIdentity.KEPT);

        assertThat(launch.command())
                .startsWith("/opt/prowler", "aws")
                .containsSequence("--check", "quay_open", "quay_lit")
                .containsSequence("--service", "s3")
                .containsSequence("--region", "eu-west-1", "eu-north-1")
                .containsSequence("--severity", "critical", "high", "--output-formats")
                .doesNotContain("pl4nted");
    }

    @Test
    void everythingIsAskedForByNoOption() {
        assertThat(launch(Choice.ALL, HostIdentity.KEPT).command())
                .doesNotContain("--check", "--service", "--region", "--severity");
    }

    @Test
    void itFindsNoProfileAndNoServiceThatTellsWhatTheMachineIs() {
        Launch launch = launch(Choice.ALL, HostIdentity.KEPT);

        assertThat(launch.environment())
                .containsEntry("AWS_EC2_METADATA_DISABLED", "true")
                .containsEntry("NO_GCE_CHECK", "true")
                .containsEntry("AWS_SECRET_ACCESS_KEY", "pl4nted");
        for (String file : List.of("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")) {
            assertThat(Path.of(launch.environment().getOrDefault(file, "/")))
                    .startsWithRaw(directory.path())
                    .doesNotExist();
        }
        for (String folder : List.of("HOME", "TMPDIR")) {
            assertThat(Path.of(launch.environment().getOrDefault(folder, "/")))
                    .hasParentRaw(directory.path())
                    .isEmptyDirectory();
        }
    }

    @Test
    void whatTheMachineIsCanBeAskedWhereThatIsLent() {
        assertThat(launch(Choice.ALL, HostIdentity.LENT).environment())
                .doesNotContainKey("NO_GCE_CHECK");
    }

    @Test
    void itIsHeldToTheLimitsOfTheSettings() {
        assertThat(launch(Choice.ALL, HostIdentity.KEPT).limits()).isEqualTo(LIMITS);
    }
}
