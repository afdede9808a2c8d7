package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.ClusterCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.credential.GoogleCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.scan.engine.Choice;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** What of a program's last words is told to everybody who sees the provider. */
final class ToldSecretsIT {

    private static final String SAYS = "2026-11-26 06:00:00 [Module: provider] CRITICAL: ";
    private static final String KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY";

    private final StandIn standIn;
    private final DataDirectory data;

    ToldSecretsIT(@TempDir Path room) throws IOException {
        standIn = StandIn.in(room.resolve("program"), "310987654321");
        data = DataDirectory.hold(room.resolve("data"));
    }

    @AfterEach
    void stop() {
        data.close();
    }

    @Test
    void nothingOfALongOneThatIsCutOff() throws Exception {
        String token = "FwoGZXIvYXdzE" + "Jr4L0nGt0keN/".repeat(80);
        Credentials keys = new AwsCredentials.Keys("AKIA", new Hidden(KEY), new Hidden(token));

        assertThat(told(keys, "x".repeat(380) + " " + token))
                .endsWith("xxx ***")
                .doesNotContain("FwoGZXIv");
        assertThat(told(keys, "y".repeat(10) + " " + token.substring(0, 300)))
                .as("where the program itself has cut it off")
                .endsWith("yyy ***");
    }

    @Test
    void nothingOfOneThatIsTheBeginningOfAnother() throws Exception {
        Credentials keys =
                new AwsCredentials.Keys("AKIA", new Hidden(KEY), new Hidden(KEY + "/and-on"));

        assertThat(told(keys, "bad token " + KEY + "/and-on given"))
                .endsWith("bad token *** given");
    }

    @Test
    void nothingOfThoseThatStandInDocuments() throws Exception {
        String key = "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIBplanted\n-----END EC";
        Credentials kubeconfig =
                new ClusterCredentials.Kubernetes(
                        new Hidden(
                                """
                                {"current-context": "harbour", "users": [{"name": "keeper",
                                 "user": {"token": "first-half\\nother-half", "client-key-data": "%s"}}]}
                                """
                                        .formatted(base64(key))));

        assertThat(told(kubeconfig, "Invalid header value b'Bearer first-half\\nother-half'"))
                .endsWith("Invalid header value b'Bearer ***\\n***'");
        assertThat(told(kubeconfig, "no key: MHcCAQEEIBplanted of keeper at harbour"))
                .endsWith("no key: *** of keeper at harbour");

        Credentials cloud =
                new ClusterCredentials.OpenStack(
                        new Hidden(
                                """
                                {"clouds": {"quay": {"auth": {"auth_url": "https://quay.example",
                                 "username": "keeper", "password": "pl4nted"}}}}
                                """),
                        "quay");
        assertThat(told(cloud, "https://quay.example refused pl4nted"))
                .endsWith("https://quay.example refused ***");

        Credentials google =
                new GoogleCredentials.ServiceAccount(
                        new Hidden(
                                """
                                {"type": "service_account", "private_key": "-----BEGIN\\nMIIEplanted"}
                                """));
        assertThat(told(google, "Unable to load MIIEplanted")).endsWith("Unable to load ***");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private String told(Credentials credentials, String line) throws IOException {
        standIn.says(SAYS + line);
        UUID scan = UUID.randomUUID();
        ProviderKind kind =
                switch (credentials) {
                    case ClusterCredentials.Kubernetes _ -> ProviderKind.KUBERNETES;
                    case ClusterCredentials.OpenStack _ -> ProviderKind.OPENSTACK;
                    case GoogleCredentials _ -> ProviderKind.GCP;
                    default -> ProviderKind.AWS;
                };
        ScanOrder order =
                new ScanOrder(
                        scan,
                        1,
                        new ProviderAccount(new TenantId(scan), scan, kind, "harbour-one"),
                        credentials,
                        Choice.ALL);
        ScanFailedException refused =
                catchThrowableOfType(
                        ScanFailedException.class, () -> prowler().scan(order, new KeptResults()));
        return String.valueOf(refused.getMessage());
    }

    private Prowler prowler() {
        return new Prowler(
                new ProwlerProperties(
                        standIn.program(),
                        List.of("aws", "gcp", "kubernetes", "openstack"),
                        List.of(),
                        List.of(),
                        Duration.ofMinutes(1),
                        DataSize.ofGigabytes(1),
                        DataSize.ofMegabytes(1)),
                data);
    }
}
