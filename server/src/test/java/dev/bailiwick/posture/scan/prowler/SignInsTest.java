package dev.bailiwick.posture.scan.prowler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.credential.AlibabaCredentials;
import dev.bailiwick.posture.provider.credential.AwsCredentials;
import dev.bailiwick.posture.provider.credential.ClusterCredentials;
import dev.bailiwick.posture.provider.credential.CodeCredentials;
import dev.bailiwick.posture.provider.credential.Credentials;
import dev.bailiwick.posture.provider.credential.GoogleCredentials;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.provider.credential.MicrosoftCredentials;
import dev.bailiwick.posture.provider.credential.OracleCredentials;
import dev.bailiwick.posture.provider.credential.SiteCredentials;
import dev.bailiwick.posture.scan.process.Mark;
import dev.bailiwick.posture.scan.process.PrivateDirectory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the program is told for credentials of every kind, by the names that it knows: secrets by
 * variables and private files, never by arguments, which anybody on the machine reads.
 */
final class SignInsTest {

    private static final String SECRET = "pl4nted-secret";
    private static final String OTHER = "pl4nted-other";
    private static final AlibabaCredentials.Keys ALIBABA =
            new AlibabaCredentials.Keys("LTAI5t", hidden(), other());

    private final PrivateDirectory directory;

    SignInsTest(@TempDir Path room) throws InterruptedException {
        directory = PrivateDirectory.make(room, new Mark(UUID.randomUUID().toString(), 1));
    }

    @AfterEach
    void remove() {
        directory.close();
    }

    private static Hidden hidden() {
        return new Hidden(SECRET);
    }

    private static Hidden other() {
        return new Hidden(OTHER);
    }

    private static Arguments told(
            ProviderKind kind, Credentials credentials, String arguments, String variables) {
        return Arguments.of(kind, credentials, arguments, variables);
    }

    /** Kind and credentials; what is said; variables, in the order of their names. */
    static Stream<Arguments> kinds() {
        return Stream.of(clouds(), sites(), code()).flatMap(all -> all);
    }

    private static Stream<Arguments> clouds() {
        return Stream.of(
                told(
                        ProviderKind.AWS,
                        new AwsCredentials.Keys("AKIA1", hidden(), other()),
                        "",
                        "AWS_ACCESS_KEY_ID=AKIA1 AWS_SECRET_ACCESS_KEY=pl4nted-secret"
                                + " AWS_SESSION_TOKEN=pl4nted-other"),
                told(
                        ProviderKind.AWS,
                        new AwsCredentials.Role(
                                "arn:aws:iam::310987654321:role/quay",
                                "crane",
                                "keeper",
                                Duration.ofMinutes(20),
                                null),
                        "--role arn:aws:iam::310987654321:role/quay --external-id crane"
                                + " --session-duration 1200 --role-session-name keeper",
                        ""),
                told(
                        ProviderKind.AZURE,
                        new MicrosoftCredentials.Azure("dir", "app", hidden()),
                        "--sp-env-auth --subscription-id uid",
                        "AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=pl4nted-secret"
                                + " AZURE_TENANT_ID=dir"),
                told(
                        ProviderKind.M365,
                        new MicrosoftCredentials.M365("dir", "app", hidden(), null),
                        "--sp-env-auth",
                        "AZURE_CLIENT_ID=app AZURE_CLIENT_SECRET=pl4nted-secret"
                                + " AZURE_TENANT_ID=dir"),
                told(
                        ProviderKind.M365,
                        new MicrosoftCredentials.M365Certificate("dir", "app", hidden(), null),
                        "--certificate-auth",
                        "AZURE_CLIENT_ID=app AZURE_TENANT_ID=dir"
                                + " M365_CERTIFICATE_CONTENT=pl4nted-secret"),
                told(
                        ProviderKind.ALIBABACLOUD,
                        ALIBABA,
                        "",
                        "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI5t"
                                + " ALIBABA_CLOUD_ACCESS_KEY_SECRET=pl4nted-secret"
                                + " ALIBABA_CLOUD_SECURITY_TOKEN=pl4nted-other"),
                told(
                        ProviderKind.ALIBABACLOUD,
                        new AlibabaCredentials.Role("acs:ram::1:role/quay", "keeper", ALIBABA),
                        "--role-arn acs:ram::1:role/quay --role-session-name keeper",
                        "ALIBABA_CLOUD_ACCESS_KEY_ID=LTAI5t"
                                + " ALIBABA_CLOUD_ACCESS_KEY_SECRET=pl4nted-secret"
                                + " ALIBABA_CLOUD_SECURITY_TOKEN=pl4nted-other"));
    }

    private static Stream<Arguments> sites() {
        return Stream.of(
                told(
                        ProviderKind.MONGODBATLAS,
                        new SiteCredentials.MongoDbAtlas("quay", hidden()),
                        "",
                        "ATLAS_PRIVATE_KEY=pl4nted-secret ATLAS_PUBLIC_KEY=quay"),
                told(
                        ProviderKind.CLOUDFLARE,
                        new SiteCredentials.CloudflareToken(hidden()),
                        "--account-id uid",
                        "CLOUDFLARE_API_TOKEN=pl4nted-secret"),
                told(
                        ProviderKind.CLOUDFLARE,
                        new SiteCredentials.CloudflareKey(hidden(), "keeper@quay.example"),
                        "--account-id uid",
                        "CLOUDFLARE_API_EMAIL=keeper@quay.example"
                                + " CLOUDFLARE_API_KEY=pl4nted-secret"),
                told(
                        ProviderKind.VERCEL,
                        new SiteCredentials.Vercel(hidden()),
                        "",
                        "VERCEL_TEAM=uid VERCEL_TOKEN=pl4nted-secret"),
                told(
                        ProviderKind.OKTA,
                        new SiteCredentials.Okta("client", hidden(), List.of("a", "b")),
                        "",
                        "OKTA_CLIENT_ID=client OKTA_ORG_DOMAIN=uid OKTA_PRIVATE_KEY=pl4nted-secret"
                                + " OKTA_SCOPES=a,b"),
                told(
                        ProviderKind.OKTA,
                        new SiteCredentials.Okta("client", hidden(), List.of()),
                        "",
                        "OKTA_CLIENT_ID=client OKTA_ORG_DOMAIN=uid"
                                + " OKTA_PRIVATE_KEY=pl4nted-secret"));
    }

    private static Stream<Arguments> code() {
        return Stream.of(
                told(
                        ProviderKind.GITHUB,
                        new CodeCredentials.GitHubToken(hidden()),
                        "--organization uid",
                        "GITHUB_PERSONAL_ACCESS_TOKEN=pl4nted-secret"),
                told(
                        ProviderKind.GITHUB,
                        new CodeCredentials.GitHubOauth(hidden()),
                        "--organization uid",
                        "GITHUB_OAUTH_APP_TOKEN=pl4nted-secret"),
                told(
                        ProviderKind.GITHUB,
                        new CodeCredentials.GitHubApp(17, hidden()),
                        "--organization uid",
                        "GITHUB_APP_ID=17 GITHUB_APP_KEY=pl4nted-secret"),
                told(
                        ProviderKind.IAC,
                        new CodeCredentials.Repository("https://git.example/quay", hidden()),
                        "--scan-repository-url https://git.example/quay --provider-uid uid",
                        "GITHUB_OAUTH_APP_TOKEN=pl4nted-secret"),
                told(
                        ProviderKind.IAC,
                        new CodeCredentials.Repository("https://git.example/quay", null),
                        "--scan-repository-url https://git.example/quay --provider-uid uid",
                        ""),
                told(ProviderKind.IMAGE, new CodeCredentials.OpenRegistry(), "--image uid", ""),
                told(
                        ProviderKind.IMAGE,
                        new CodeCredentials.RegistryLogin("keeper", hidden()),
                        "--image uid",
                        "REGISTRY_PASSWORD=pl4nted-secret REGISTRY_USERNAME=keeper"),
                told(
                        ProviderKind.IMAGE,
                        new CodeCredentials.RegistryToken(hidden()),
                        "--image uid",
                        "REGISTRY_TOKEN=pl4nted-secret"));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void byArgumentsAndVariables(
            ProviderKind kind, Credentials credentials, String arguments, String variables) {
        SignIn signIn = filled(kind, credentials);

        assertThat(String.join(" ", signIn.arguments())).isEqualTo(arguments);
        assertThat(
                        signIn.variables().entrySet().stream()
                                .map(each -> each.getKey() + "=" + each.getValue())
                                .sorted()
                                .collect(Collectors.joining(" ")))
                .isEqualTo(variables);
        assertThat(String.join(" ", signIn.arguments())).doesNotContain("pl4nted");
        signIn.variables()
                .values()
                .forEach(value -> assertThat(signIn.masked(value)).doesNotContain("pl4nted"));
    }

    @Test
    void byDocuments() throws IOException {
        Hidden document = new Hidden("{\"users\": [{\"token\": \"pl4nted-secret\"}]}");

        assertFile(
                filled(ProviderKind.KUBERNETES, new ClusterCredentials.Kubernetes(document)),
                "--kubeconfig-file FILE --context uid",
                document.text());
        assertFile(
                filled(ProviderKind.OPENSTACK, new ClusterCredentials.OpenStack(document, "quay")),
                "--clouds-yaml-file FILE --clouds-yaml-cloud quay",
                document.text());
        assertFile(
                filled(ProviderKind.GCP, new GoogleCredentials.ServiceAccount(document)),
                "--credentials-file FILE --project-id uid",
                document.text());
    }

    @Test
    void byTheDocumentOfAUserOfGoogle() throws IOException {
        SignIn signIn =
                filled(ProviderKind.GCP, new GoogleCredentials.User("client", hidden(), other()));

        assertFile(
                signIn,
                "--credentials-file FILE --project-id uid",
                "{\"type\":\"authorized_user\",\"client_id\":\"client\","
                    + "\"client_secret\":\"pl4nted-secret\",\"refresh_token\":\"pl4nted-other\"}");
        assertThat(signIn.variables()).isEqualTo(Map.of("CLOUDSDK_CORE_PROJECT", "uid"));
        assertThat(signIn.masked(OTHER)).isEqualTo("***");
    }

    @Test
    void byAFileThatAVariableNames() throws IOException {
        Hidden key = new Hidden("{\"private_key\": \"pl4nted-secret\"}");
        SignIn signIn =
                filled(
                        ProviderKind.GOOGLEWORKSPACE,
                        new GoogleCredentials.Workspace(key, "keeper@quay.example"));

        Map<String, String> variables = new HashMap<>(signIn.variables());
        String file = String.valueOf(variables.remove("GOOGLEWORKSPACE_CREDENTIALS_FILE"));
        assertThat(Path.of(file)).startsWith(directory.path()).hasContent(key.text());
        assertThat(variables)
                .isEqualTo(Map.of("GOOGLEWORKSPACE_DELEGATED_USER", "keeper@quay.example"));
        assertThat(signIn.arguments()).isEmpty();
        assertThat(signIn.masked(SECRET)).isEqualTo("***");
    }

    @Test
    void byAProfileAndAKey() throws IOException {
        SignIn signIn =
                filled(
                        ProviderKind.ORACLECLOUD,
                        new OracleCredentials.ApiKey(
                                "user", "20:3b", "tenancy", hidden(), other()));

        Path profile = Path.of(signIn.arguments().get(1));
        Path key = directory.path().resolve("oracle.pem");
        assertThat(signIn.arguments())
                .containsExactly("--oci-config-file", profile.toString(), "--profile", "DEFAULT");
        assertThat(Files.readAllLines(profile))
                .containsExactly(
                        "[DEFAULT]",
                        "user=user",
                        "fingerprint=20:3b",
                        "tenancy=tenancy",
                        "region=us-ashburn-1",
                        "key_file=" + key,
                        "pass_phrase=pl4nted-other");
        assertThat(key).hasContent(SECRET);
        assertThat(signIn.masked(SECRET + " " + OTHER)).isEqualTo("*** ***");
    }

    private void assertFile(SignIn signIn, String arguments, String content) throws IOException {
        Path file = Path.of(signIn.arguments().get(1));
        assertThat(String.join(" ", signIn.arguments()))
                .isEqualTo(arguments.replace("FILE", file.toString()));
        assertThat(file).startsWith(directory.path()).hasContent(content);
        assertThat(signIn.masked(SECRET)).isEqualTo("***");
    }

    private SignIn filled(ProviderKind kind, Credentials credentials) {
        SignIn signIn = new SignIn(directory);
        UUID id = UUID.randomUUID();
        ProviderAccount account = new ProviderAccount(new TenantId(id), id, kind, "uid");
        SignIns.fill(signIn, account, credentials);
        return signIn;
    }
}
