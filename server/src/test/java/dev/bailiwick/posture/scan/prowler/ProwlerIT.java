package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.connection.ConnectionResult;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.ClusterCredentials;
import dev.bailiwick.posture.provider.credential.CodeCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** Prowler's side of a scan, with a program that stands in for it. */
final class ProwlerIT {

    private static final String ACCOUNT = "310987654321";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";

    private final Path room;
    private final StandIn standIn;
    private final DataDirectory data;
    private final UUID scan = UUID.randomUUID();
    private final KeptResults output = new KeptResults();

    ProwlerIT(@TempDir Path room) throws IOException {
        this.room = room;
        this.standIn = StandIn.in(room.resolve("program"), ACCOUNT);
        this.data = DataDirectory.hold(room.resolve("data"));
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(new Mark(scan.toString(), 9).processesUntilNow()).isEmpty();
        try (Stream<Path> left = Files.list(room.resolve("data/scans"))) {
            assertThat(left).isEmpty();
        }
        data.close();
    }

    @Test
    void handsOnWhatIsFound() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("works"), output);

        assertThat(output.text()).startsWith("[{").endsWith("}]");
        assertThat(output.text().split("\"finding_info\"", -1)).hasSize(StandIn.FINDINGS + 1);
        assertThat(output.percent()).isPositive();
    }

    @Test
    void handsOnWhileItIsBeingWritten() throws Exception {
        Thread scanning = inBackground(order("slow"));

        Eventually.holds(() -> output.length() > 0 && standIn.isHalfWay());
        assertThat(output.text()).doesNotContain("]}]").doesNotEndWith("]");
        standIn.goOn();
        scanning.join();

        assertThat(output.text()).endsWith("}]");
    }

    @Test
    void whatWasInterruptedIsEndedWithAllThatItStartedAlsoWhatDoesNotWantTo() throws Exception {
        Thread scanning = inBackground(order("stubborn"));
        Eventually.holds(standIn::isHalfWay);
        Eventually.holds(() -> new Mark(scan.toString(), 2).processes().size() >= 5);

        scanning.interrupt();
        scanning.join(Duration.ofMinutes(2));

        assertThat(scanning.isAlive()).isFalse();
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatAScanStartedAndLeftIsEnded() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("leaves"), output);

        assertThat(output.text()).endsWith("}]");
    }

    @Test
    void saysWhyItCouldNotSignInWithoutTheSecretThatThisNames() {
        ScanFailedException refused = refusal("refused", Duration.ofMinutes(1));

        assertThat(refused)
                .hasMessage("Prowler has ended with status 1: InvalidClientTokenId for ***");
        assertThat(refused.isConnected()).isFalse();
    }

    @Test
    void saysThatItDiedAndThatTheAccountWasReachedUntilThen() {
        ScanFailedException refused = refusal("dies", Duration.ofMinutes(1));

        assertThat(refused).hasMessageStartingWith("Prowler has ended with status 137: ");
        assertThat(refused.isConnected()).isTrue();
    }

    @Test
    void isEndedWhenItsTimeIsOver() {
        assertThat(refusal("hangs", Duration.ofSeconds(1)))
                .hasMessage("The scanner was ended when it had run for 1 seconds.");
    }

    @Test
    void isEndedWhenItWritesTooMuch() {
        assertThat(refusal("fills", Duration.ofMinutes(1)))
                .hasMessageStartingWith("Prowler has ended with status");
    }

    @Test
    void findsNothingOnlyWhereItHasLooked() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("nothing"), output);
        assertThat(output.text()).isEmpty();

        assertThat(refusal("silent", Duration.ofMinutes(1)))
                .hasMessage("Prowler has ended without having made a check.");
    }

    @Test
    void whatItPrintsIsReadAndNotKept() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("chatty"), output);

        assertThat(output.text()).endsWith("}]");
    }

    @Test
    void getsNothingOfTheServersEnvironmentButItsSearchPath() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("works"), output);

        Map<String, String> environment = standIn.environment();
        assertThat(environment).containsKey("PATH");
        assertThat(environment.keySet())
                .isSubsetOf(
                        Set.of(
                                "PATH",
                                "HOME",
                                "TMPDIR",
                                "LANG",
                                "PWD",
                                "PYTHONUNBUFFERED",
                                "BAILIWICK_SCAN",
                                "AWS_CONFIG_FILE",
                                "AWS_SHARED_CREDENTIALS_FILE",
                                "AWS_EC2_METADATA_DISABLED",
                                "NO_GCE_CHECK",
                                "AWS_ACCESS_KEY_ID",
                                "AWS_SECRET_ACCESS_KEY"));
        assertThat(environment.get("HOME")).startsWith(room.resolve("data/scans").toString());
        assertThat(environment.get("AWS_EC2_METADATA_DISABLED")).isEqualTo("true");
        assertThat(environment.get("AWS_SECRET_ACCESS_KEY")).isEqualTo(SECRET);
    }

    @Test
    void isToldOptionsOfAClosedListAndNoSecret() throws Exception {
        prowler(Duration.ofMinutes(1)).scan(order("works"), output);

        List<String> arguments = standIn.arguments();
        assertThat(arguments.getFirst()).isEqualTo("aws");
        assertThat(arguments.stream().filter(each -> each.startsWith("-")))
                .containsExactly(
                        "--output-formats",
                        "--output-directory",
                        "--output-filename",
                        "--no-banner",
                        "--no-color",
                        "--verbose",
                        "--log-level");
        assertThat(String.join(" ", arguments)).doesNotContain(SECRET).doesNotContain("works");
    }

    @Test
    void whatItMustReadFromAFileLiesWhereNobodyElseReadsIt() throws Exception {
        Credentials kubeconfig = new ClusterCredentials.Kubernetes(new Hidden("{\"users\": []}"));
        ScanOrder order =
                new ScanOrder(
                        scan,
                        1,
                        new ProviderAccount(
                                new TenantId(scan),
                                scan,
                                ProviderKind.KUBERNETES,
                                "harbour-cluster"),
                        kubeconfig,
                        Choice.ALL);

        // it knows no such credentials, and prints nothing
        var _ =
                catchThrowableOfType(
                        ScanFailedException.class,
                        () -> prowler(Duration.ofMinutes(1)).scan(order, output));

        assertThat(standIn.arguments()).contains("--context", "harbour-cluster");
        int place = standIn.arguments().indexOf("--kubeconfig-file") + 1;
        String file = standIn.arguments().get(place);
        assertThat(standIn.files()).anyMatch(each -> each.endsWith("kubeconfig.json"));
        assertThat(Path.of(file))
                .doesNotExist()
                .hasParentRaw(room.resolve("data/scans/" + scan + ".1"));
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(room.resolve("data/scans"))))
                .isEqualTo("rwx------");
    }

    @Test
    void asWhatTheMachineIsItSignsInOnlyWhereThatIsAllowedAndTheRoleNamesTheTenant()
            throws Exception {
        TenantId tenant = new TenantId(UUID.randomUUID());

        assertThat(lent(tenant, List.of(), tenant.value().toString()))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("lends its own identity to nobody"));
        assertThat(lent(tenant, List.of("aws"), "guessed"))
                .hasValueSatisfying(
                        reason -> assertThat(reason).contains("must be the tenant's id"));
        assertThat(lent(tenant, List.of("aws"), tenant.value().toString()))
                .contains("Prowler has ended without having made a check.");
        assertThat(standIn.environment()).doesNotContainKey("AWS_EC2_METADATA_DISABLED");
        assertThat(standIn.arguments()).contains("--external-id", tenant.value().toString());
    }

    private Optional<String> lent(TenantId tenant, List<String> kinds, String externalId) {
        AwsCredentials.Role role =
                new AwsCredentials.Role(
                        "arn:aws:iam::310987654321:role/auditor",
                        externalId,
                        null,
                        Duration.ofHours(1),
                        null);
        Prowler prowler =
                new Prowler(
                        new ProwlerProperties(
                                standIn.program(),
                                List.of("aws"),
                                kinds,
                                List.of(),
                                Duration.ofMinutes(1),
                                DataSize.ofGigabytes(1),
                                DataSize.ofMegabytes(1)),
                        data);
        ScanFailedException refused =
                catchThrowableOfType(
                        ScanFailedException.class, () -> prowler.scan(order(tenant, role), output));
        return Optional.ofNullable(refused).map(each -> String.valueOf(each.getMessage()));
    }

    @Test
    void whereItCannotAskWithoutAScanItSaysSo() throws Exception {
        ProviderAccount repository =
                new ProviderAccount(
                        new TenantId(scan), scan, ProviderKind.IAC, "https://git.example.com/a");

        ConnectionResult result =
                prowler(Duration.ofMinutes(1))
                        .probe(
                                repository,
                                new CodeCredentials.Repository("https://a.example", null));

        assertThat(result.isConnected()).isFalse();
        assertThat(result.error()).contains("is found out by a scan");
        Files.createDirectories(room.resolve("data/scans"));
    }

    @Test
    void whatADeadServerLeftIsEndedAndRemovedAndWhatALivingOneUsesIsNot() throws Exception {
        Path base = room.resolve("data/scans");
        String dead = UUID.randomUUID() + ".3";
        Path left = Files.createDirectories(base.resolve(dead));
        Files.writeString(left.resolve("owner"), "999999999 2020-01-01T00:00:00Z");
        Files.writeString(left.resolve("secret"), SECRET);
        ProcessBuilder orphan = new ProcessBuilder("sleep", "600");
        orphan.environment().put("BAILIWICK_SCAN", dead);
        Process left1 = orphan.start();
        Path justMade = Files.createDirectory(base.resolve(scan + ".2"));
        try (PrivateDirectory own = PrivateDirectory.make(base, new Mark(scan.toString(), 1))) {
            PrivateDirectory.sweep(base);

            assertThat(left1.onExit().join().isAlive()).isFalse();
            assertThat(left).doesNotExist();
            assertThat(own.path()).exists();
            assertThat(justMade).as("whose server has yet to write that it is its").exists();
        }
        Files.delete(justMade);
    }

    @Test
    void theNextAttemptAtAScanEndsWhatTheOneBeforeHasLeft() throws Exception {
        ProcessBuilder orphan = new ProcessBuilder("sleep", "600");
        orphan.environment().put("BAILIWICK_SCAN", scan + ".1");
        Process before = orphan.start();

        prowler(Duration.ofMinutes(1)).scan(order("works"), output);

        assertThat(before.onExit().join().isAlive()).isFalse();
    }

    private final AtomicReference<Throwable> thrown = new AtomicReference<>();

    private Thread inBackground(ScanOrder order) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                prowler(Duration.ofMinutes(1)).scan(order, output);
                            } catch (InterruptedException | ScanFailedException e) {
                                thrown.set(e);
                            }
                        });
    }

    private ScanFailedException refusal(String behaviour, Duration time) {
        return catchThrowableOfType(
                ScanFailedException.class, () -> prowler(time).scan(order(behaviour), output));
    }

    private Prowler prowler(Duration time) {
        return new Prowler(
                new ProwlerProperties(
                        standIn.program(),
                        List.of("aws", "kubernetes"),
                        List.of(),
                        List.of(),
                        time,
                        DataSize.ofGigabytes(1),
                        DataSize.ofMegabytes(1)),
                data);
    }

    private ScanOrder order(String behaviour) {
        return order(new AwsCredentials.Keys(behaviour, new Hidden(SECRET), null));
    }

    private ScanOrder order(Credentials credentials) {
        return order(new TenantId(scan), credentials);
    }

    private ScanOrder order(TenantId tenant, Credentials credentials) {
        return new ScanOrder(
                scan,
                2,
                new ProviderAccount(tenant, scan, ProviderKind.AWS, ACCOUNT),
                credentials,
                Choice.ALL);
    }
}
