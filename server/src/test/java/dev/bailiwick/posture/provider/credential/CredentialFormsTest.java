package dev.bailiwick.posture.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderKind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

final class CredentialFormsTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** In every field that nobody may see. */
    private static final String PLANTED = "cGxhbnRlZC1zZWNyZXQ=";

    private static final String KUBECONFIG =
            """
            clusters: [{name: quay, cluster: {server: 'https://10.0.0.1:6443'}}]
            users: [{name: keeper, user: {token: cGxhbnRlZC1zZWNyZXQ=}}]
            contexts: [{name: quay, context: {cluster: quay, user: keeper}}]
            """;

    /**
     * Credentials that are right.
     *
     * @param needed the fields without which they are not
     */
    record Sample(ProviderKind kind, SecretType type, String json, Set<String> needed) {

        static Sample of(String kind, String type, String json, String... needed) {
            return new Sample(
                    ProviderKind.of(kind).orElseThrow(),
                    SecretType.of(type).orElseThrow(),
                    json.replace('\'', '"').replace("PLANTED", PLANTED),
                    Set.of(needed));
        }
    }

    @Test
    void oraclesKeyIsHandedOnAsPemHoweverItWasSent() {
        String pem = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n";
        String base64 =
                Base64.getMimeEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
        for (String sent : List.of(pem, base64)) {
            ObjectNode secret =
                    JSON.createObjectNode()
                            .put("user", "u")
                            .put("fingerprint", "aa:bb")
                            .put("tenancy", "t")
                            .put("key_content", sent);

            Accepted accepted =
                    CredentialForms.read(
                            ProviderKind.ORACLECLOUD, SecretType.STATIC, secret.toString());

            assertThat(accepted.credentials())
                    .isEqualTo(
                            new OracleCredentials.ApiKey("u", "aa:bb", "t", new Hidden(pem), null));
        }
    }

    static Stream<Sample> samples() {
        return Stream.of(
                Sample.of(
                        "aws",
                        "static",
                        "{'aws_access_key_id':'AKIA','aws_secret_access_key':'PLANTED','aws_session_token':'PLANTED'}",
                        "aws_access_key_id",
                        "aws_secret_access_key"),
                Sample.of(
                        "aws",
                        "role",
                        "{'role_arn':'arn:aws:iam::123456789012:role/watch/Keeper','external_id':'quay-7','session_duration':900,'role_session_name':'watch','aws_access_key_id':'AKIA','aws_secret_access_key':'PLANTED'}",
                        "role_arn",
                        "external_id",
                        "aws_access_key_id",
                        "aws_secret_access_key"),
                Sample.of(
                        "azure",
                        "static",
                        "{'client_id':'c','client_secret':'PLANTED','tenant_id':'t'}",
                        "client_id",
                        "client_secret",
                        "tenant_id"),
                Sample.of(
                        "m365",
                        "static",
                        "{'client_id':'c','tenant_id':'t','certificate_content':'PLANTED','user':'u','password':'PLANTED'}",
                        "client_id",
                        "tenant_id",
                        "certificate_content",
                        "user",
                        "password"),
                Sample.of(
                        "gcp",
                        "static",
                        "{'client_id':'c','client_secret':'PLANTED','refresh_token':'PLANTED'}",
                        "client_id",
                        "client_secret",
                        "refresh_token"),
                Sample.of(
                        "gcp",
                        "service_account",
                        "{'service_account_key':{'type':'service_account','private_key':'PLANTED','token_uri':'https://oauth2.googleapis.com/token'}}",
                        "service_account_key"),
                Sample.of(
                        "googleworkspace",
                        "static",
                        "{'credentials_content':'{}','delegated_user':'keeper@example.com'}",
                        "credentials_content",
                        "delegated_user"),
                Sample.of(
                        "okta",
                        "static",
                        "{'okta_client_id':'c','okta_private_key':'PLANTED','okta_scopes':['okta.users.read']}",
                        "okta_client_id",
                        "okta_private_key"),
                Sample.of(
                        "kubernetes",
                        "static",
                        "{'kubeconfig_content':%s}"
                                .formatted(
                                        JSON.writeValueAsString(KUBECONFIG)
                                                .replace("'", "\\u0027")),
                        "kubeconfig_content"),
                Sample.of(
                        "github",
                        "static",
                        "{'personal_access_token':'PLANTED'}",
                        "personal_access_token"),
                Sample.of("github", "static", "{'oauth_app_token':'PLANTED'}", "oauth_app_token"),
                Sample.of(
                        "github",
                        "static",
                        "{'github_app_id':'77','github_app_key_content':'PLANTED'}",
                        "github_app_id",
                        "github_app_key_content"),
                Sample.of(
                        "iac",
                        "static",
                        "{'repository_url':'https://git.example.com/quay.git','access_token':'PLANTED'}",
                        "repository_url"),
                Sample.of("image", "static", "{}"),
                Sample.of(
                        "image",
                        "static",
                        "{'registry_username':'u','registry_password':'PLANTED'}",
                        "registry_username",
                        "registry_password"),
                Sample.of("image", "static", "{'registry_token':'PLANTED'}"),
                Sample.of(
                        "oraclecloud",
                        "static",
                        "{'user':'u','fingerprint':'aa:bb','tenancy':'t','key_content':'PLANTED','pass_phrase':'PLANTED','region':'eu'}",
                        "user",
                        "fingerprint",
                        "tenancy",
                        "key_content"),
                Sample.of(
                        "mongodbatlas",
                        "static",
                        "{'atlas_public_key':'p','atlas_private_key':'PLANTED'}",
                        "atlas_public_key",
                        "atlas_private_key"),
                Sample.of("vercel", "static", "{'api_token':'PLANTED'}", "api_token"),
                Sample.of(
                        "openstack",
                        "static",
                        "{'clouds_yaml_content':'clouds: {quay: {auth: {auth_url:"
                                + " https://os.example.com, password:"
                                + " PLANTED}}}','clouds_yaml_cloud':'quay'}",
                        "clouds_yaml_content",
                        "clouds_yaml_cloud"),
                Sample.of("cloudflare", "static", "{'api_token':'PLANTED'}", "api_token"),
                Sample.of(
                        "cloudflare",
                        "static",
                        "{'api_key':'PLANTED','api_email':'keeper@example.com'}",
                        "api_key",
                        "api_email"),
                Sample.of(
                        "alibabacloud",
                        "static",
                        "{'access_key_id':'a','access_key_secret':'PLANTED','security_token':'PLANTED'}",
                        "access_key_id",
                        "access_key_secret"),
                Sample.of(
                        "alibabacloud",
                        "role",
                        "{'role_arn':'acs:ram::1234567890123456:role/keeper','access_key_id':'a','access_key_secret':'PLANTED','role_session_name':'watch'}",
                        "role_arn",
                        "access_key_id",
                        "access_key_secret"));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasASample(ProviderKind kind) {
        assertThat(samples().map(Sample::kind)).contains(kind);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void takesWhatIsRight(Sample sample) {
        Accepted accepted = CredentialForms.read(sample.kind(), sample.type(), sample.json());
        Accepted again = CredentialForms.read(sample.kind(), sample.type(), accepted.kept().text());

        assertThat(again).isEqualTo(accepted);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void printsNothingOfIt(Sample sample) {
        Accepted accepted = CredentialForms.read(sample.kind(), sample.type(), sample.json());

        assertThat(accepted.toString()).doesNotContain(PLANTED);
        assertThat(accepted.kept().text().contains(PLANTED))
                .as("control")
                .isEqualTo(sample.json().contains(PLANTED));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void asksForEachFieldThatIsNeeded(Sample sample) {
        for (String field : sample.needed()) {
            ObjectNode without = (ObjectNode) JSON.readTree(sample.json());
            without.remove(field);

            List<ApiError> faults = faults(sample.kind(), sample.type(), without.toString());

            assertThat(faults.getFirst().code()).as(field).isIn("required", "invalid");
            assertThat(places(faults))
                    .as(field)
                    .containsAnyOf("/data/attributes/secret/" + field, "/data/attributes/secret");
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void refusesEmptyNullAndForeignFieldsAndOtherShapes(Sample sample) {
        Set<String> names = new HashSet<>(sample.needed());
        for (String field : names) {
            for (String value : List.of("\"\"", "null", "[[]]", "true")) {
                ObjectNode odd = (ObjectNode) JSON.readTree(sample.json());
                odd.set(field, JSON.readTree(value));

                assertThat(places(faults(sample.kind(), sample.type(), odd.toString())))
                        .as("%s: %s", field, value)
                        .contains("/data/attributes/secret/" + field);
            }
        }
        ObjectNode more = (ObjectNode) JSON.readTree(sample.json());
        more.put("wish", PLANTED);
        List<ApiError> unknown = faults(sample.kind(), sample.type(), more.toString());
        assertThat(unknown.getFirst().detail()).contains("wish").doesNotContain(PLANTED);
    }

    @ParameterizedTest
    @CsvSource({"azure, role", "aws, service_account", "kubernetes, role", "okta, service_account"})
    void tellsWhichTypesAKindHas(String kind, String type) {
        List<ApiError> faults =
                faults(
                        ProviderKind.of(kind).orElseThrow(),
                        SecretType.of(type).orElseThrow(),
                        "{}");

        assertThat(places(faults)).containsExactly("/data/attributes/secret_type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "aws | role | {'session_duration':899} | session_duration",
                "aws | role | {'session_duration':43201} | session_duration",
                "aws | role | {'session_duration':'long'} | session_duration",
                "aws | role | {'session_duration':'899'} | session_duration",
                "aws | role | {'role_arn':'--profile'} | role_arn",
                "aws | role | {'role_arn':'arn:aws:iam::123456789012:user/u'} | role_arn",
                "aws | role | {'role_session_name':'a b'} | role_session_name",
                "aws | static | {'aws_access_key_id':'a\\nregion = x'} | aws_access_key_id",
                "m365 | static | {'certificate_content':'not base64!'} | certificate_content",
                "googleworkspace | static | {'delegated_user':'nobody'} | delegated_user",
                "okta | static | {'okta_scopes':'okta.users.read'} | okta_scopes",
                "okta | static | {'okta_scopes':['a b']} | okta_scopes",
                "github | static | {'github_app_id':0} | github_app_id",
                "github | static | {'github_app_id':'1e3'} | github_app_id",
                "iac | static | {'repository_url':'file:///etc'} | repository_url",
                "iac | static | {'repository_url':'--upload-pack=x'} | repository_url",
                "iac | static | {'repository_url':'https://u:p@git.example.com/a.git'} |"
                        + " repository_url",
                "oraclecloud | static |"
                        + " {'user':'u','fingerprint':'f','tenancy':'t','key_file':'/etc/shadow'} |"
                        + " key_file",
                "oraclecloud | static | {'key_content':'~'} | key_content",
                "cloudflare | static | {'api_email':'nobody'} | api_email",
                "alibabacloud | role | {'role_arn':'arn:aws:iam::123456789012:role/r'} | role_arn"
            })
    void refusesValuesThatCannotBe(String kind, String type, String json, String field) {
        assertThat(
                        places(
                                faults(
                                        ProviderKind.of(kind).orElseThrow(),
                                        SecretType.of(type).orElseThrow(),
                                        json.replace('\'', '"'))))
                .contains("/data/attributes/secret/" + field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "m365 |"
                    + " {'client_id':'c','tenant_id':'t','client_secret':'s','certificate_content':'YQ=='}",
                "m365 | {'client_id':'c','tenant_id':'t'}",
                "github | {}",
                "github | {'personal_access_token':'t','oauth_app_token':'t'}",
                "cloudflare | {}",
                "cloudflare | {'api_token':'t','api_key':'k','api_email':'a@example.com'}",
                "image | {'registry_username':'u','registry_password':'p','registry_token':'t'}"
            })
    void asksForExactlyOneWay(String kind, String json) {
        assertThat(
                        places(
                                faults(
                                        ProviderKind.of(kind).orElseThrow(),
                                        SecretType.STATIC,
                                        json.replace('\'', '"'))))
                .containsExactly("/data/attributes/secret");
    }

    @Test
    void aSessionLastsAnHourUnlessToldOtherwise() {
        String role = "{\"role_arn\":\"arn:aws:iam::123456789012:role/r\",\"external_id\":\"ext\"}";

        assertThat(CredentialForms.read(ProviderKind.AWS, SecretType.ROLE, role).credentials())
                .isEqualTo(
                        new AwsCredentials.Role(
                                "arn:aws:iam::123456789012:role/r",
                                "ext",
                                null,
                                Duration.ofHours(1),
                                null));
    }

    @Test
    void takesTheFieldOfGitHubAppsByEitherName() {
        String key = "{\"github_app_id\":77,\"github_app_key\":\"pem\"}";

        assertThat(CredentialForms.read(ProviderKind.GITHUB, SecretType.STATIC, key).credentials())
                .isEqualTo(new CodeCredentials.GitHubApp(77, new Hidden("pem")));
    }

    @Test
    void linesLoseBlanksAroundThemAndContentsDoNot() {
        Accepted line =
                CredentialForms.read(
                        ProviderKind.VERCEL, SecretType.STATIC, "{\"api_token\":\" t\\n\"}");
        Accepted content =
                CredentialForms.read(
                        ProviderKind.OKTA,
                        SecretType.STATIC,
                        "{\"okta_client_id\":\"c\",\"okta_private_key\":\"k\\n\"}");

        assertThat(line.credentials()).isEqualTo(new SiteCredentials.Vercel(new Hidden("t")));
        assertThat(content.credentials())
                .isEqualTo(new SiteCredentials.Okta("c", new Hidden("k\n"), List.of()));
    }

    @Test
    void refusesWhatIsTooLong() {
        String key =
                "{\"okta_client_id\":\"c\",\"okta_private_key\":\"%s\"}"
                        .formatted("k".repeat(65_537));

        assertThat(places(faults(ProviderKind.OKTA, SecretType.STATIC, key)))
                .containsExactly("/data/attributes/secret/okta_private_key");
    }

    @Test
    void describesEveryForm() {
        assertThat(CredentialForms.schemas())
                .hasSize(19)
                .allSatisfy(
                        schema ->
                                assertThat(schema)
                                        .containsEntry("type", "object")
                                        .containsKeys("title", "properties", "required"));
    }

    private static List<ApiError> faults(ProviderKind kind, SecretType type, String json) {
        List<List<ApiError>> caught = new ArrayList<>();
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> CredentialForms.read(kind, type, json))
                .satisfies(refused -> caught.add(refused.errors()));
        return caught.getFirst();
    }

    private static List<String> places(List<ApiError> faults) {
        return faults.stream()
                .map(ApiError::source)
                .map(
                        source ->
                                source instanceof ApiError.Source.Pointer(String pointer)
                                        ? pointer
                                        : "none")
                .toList();
    }
}
