package dev.bailiwick.posture.provider.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.posture.jsonapi.value.InvalidValueException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What is taken of documents, and what hostile ones come to. */
final class DocumentsTest {

    private static final String PLANTED = "planted-secret";

    private static final String KUBECONFIG =
            """
            apiVersion: v1
            kind: Config
            preferences: {colors: true}
            clusters:
            - name: quay
              cluster:
                server: https://10.0.0.1:6443/k8s
                certificate-authority-data: Y2E=
                insecure-skip-tls-verify: false
                extensions: [{name: minikube.sigs.k8s.io, extension: {version: v1}}]
            users:
            - name: keeper
              user: {token: planted-secret}
            contexts:
            - name: quay
              context: {cluster: quay, user: keeper, namespace: watch}
            current-context: quay
            """;

    @Test
    void handsOnAKubeconfigAsJsonWithWhatWasExamined() {
        JsonNode read = new JsonMapper().readTree(Kubeconfig.read(KUBECONFIG));

        assertThat(read.at("/clusters/0/cluster/server").asString())
                .isEqualTo("https://10.0.0.1:6443/k8s");
        assertThat(read.at("/clusters/0/cluster/insecure-skip-tls-verify").isBoolean()).isTrue();
        assertThat(read.at("/clusters/0/cluster").has("extensions")).isFalse();
        assertThat(read.at("/users/0/user/token").asString()).isEqualTo(PLANTED);
        assertThat(read.at("/contexts/0/context/namespace").asString()).isEqualTo("watch");
        assertThat(read.has("preferences")).isFalse();
        assertThat(Kubeconfig.read(read.toString())).isEqualTo(read.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec: {command: /bin/touch, args: [/tmp/owned]}",
                "Exec: {command: /bin/touch}",
                "\"ex\\u0065c\": {command: /bin/touch}",
                "auth-provider: {name: gcp, config: {cmd-path: /bin/touch}}",
                "client-certificate: /etc/ssl/host.pem",
                "client-key: /etc/ssl/host.key",
                "tokenFile: /var/run/secrets/token",
                "token: {}",
                "token: [planted-secret]",
                "token: \"first\\nplanted-secret\"",
                "token: first planted-secret",
                "surprise: planted-secret"
            })
    void refusesUsersThatRunProgramsOrNameFiles(String user) {
        String hostile = KUBECONFIG.replace("token: planted-secret", user);

        assertThat(fault(Kubeconfig::read, hostile)).contains("users[0].user");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate-authority: /etc/ssl/ca.pem",
                "certificate-authority: ''",
                "proxy-url: http://10.0.0.2:3128",
                "insecure-skip-tls-verify: true",
                "insecure-skip-tls-verify: yes",
                "insecure-skip-tls-verify: True"
            })
    void refusesClustersThatAreAskedBesideTheirAddress(String cluster) {
        String hostile = KUBECONFIG.replace("insecure-skip-tls-verify: false", cluster);

        assertThat(fault(Kubeconfig::read, hostile)).contains("clusters[0].cluster");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1:6443",
                "HTTPS://10.0.0.1",
                "file:///etc/passwd",
                "https://",
                "https://user:planted-secret@quay.example.com",
                "https://quay.example.com/?proxy=x",
                "https://quay.example.com/#x",
                "https:quay.example.com",
                "quay.example.com",
                "'https://quay.example.com\\n'"
            })
    void asksClustersOverHttpsAlone(String server) {
        String hostile = KUBECONFIG.replace("https://10.0.0.1:6443/k8s", server);

        assertThat(fault(Kubeconfig::read, hostile)).contains("server").contains("https://");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "---",
                "a text",
                "- a\n- b\n",
                "{}",
                "a: b: c: {",
                "\t",
                "\u0007: x",
                "clusters: []\nusers: []",
                "--- \nclusters: []\n---\nclusters: []\n"
            })
    void refusesWhatIsNoKubeconfig(String text) {
        assertThat(fault(Kubeconfig::read, text)).isNotEmpty();
    }

    @Test
    void refusesTwoOfOneName() {
        String hostile =
                KUBECONFIG.replace(
                        "users:\n", "users:\n- name: keeper\n  user: {token: planted-secret}\n");

        assertThat(fault(Kubeconfig::read, hostile)).contains("users has two of one name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "token: planted-secret | token: &t planted-secret | anchors",
                "token: planted-secret | token: *t | anchors",
                "token: planted-secret | token: !!binary cGxhbnRlZA== | tags",
                "token: planted-secret | token: !!python/object/apply:os.system [id] | tags",
                "token: planted-secret | token: !<tag:x> y | tags",
                "token: planted-secret | token: ! y | tags",
                "token: planted-secret | token: a, token: b | twice",
                "token: planted-secret | token: a, 'token': b | twice",
                "token: planted-secret | <<: {exec: {command: x}} | merged",
                "token: planted-secret | [a]: b | text",
                "token: planted-secret | {a: b}: c | text",
                "apiVersion: v1 | %YAML 1.1 | not YAML"
            })
    void refusesWhatReadersOfYamlDifferAbout(String place, String with, String fault) {
        assertThat(fault(Kubeconfig::read, KUBECONFIG.replace(place, with))).contains(fault);
    }

    @Test
    void refusesDirectives() {
        assertThat(fault(Kubeconfig::read, "%YAML 1.1\n---\n" + KUBECONFIG)).contains("directives");
        assertThat(fault(Kubeconfig::read, "%TAG ! tag:x:\n---\n" + KUBECONFIG))
                .contains("directives");
    }

    @Test
    @Timeout(120)
    void growsNoBillionOfLaughs() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int n = 1; n < 30; n++) {
            bomb.append("a%d: &a%d [*a%d,*a%d]\n".formatted(n, n, n - 1, n - 1));
        }

        assertThat(fault(Kubeconfig::read, bomb.toString())).contains("anchors");
    }

    @ParameterizedTest
    @CsvSource({"'[', 60000", "'{a: ', 12000", "'- ', 30000", "'? ', 30000", "'[{', 30000"})
    @Timeout(120)
    void goesNoDeeperThanDocumentsDo(String opening, int times) {
        assertThat(fault(Kubeconfig::read, opening.repeat(times))).isNotEmpty();
        assertThat(fault(CloudsYaml::read, "clouds: " + opening.repeat(times))).isNotEmpty();
    }

    @Test
    @Timeout(120)
    void readsNoMoreThanDocumentsHave() {
        assertThat(fault(Kubeconfig::read, "clusters: [" + "a,".repeat(6_000) + "]"))
                .contains("5000 values");
        assertThat(fault(Kubeconfig::read, "#" + "x".repeat(65_536))).contains("65536");
        assertThat(fault(ServiceAccountKey::read, "[".repeat(60_000))).contains("not JSON");
    }

    @Test
    void repeatsNothingOfWhatItRefuses() {
        List<String> hostile = new ArrayList<>();
        hostile.add("a: b: " + PLANTED + ": {");
        hostile.add("token: '" + PLANTED);
        hostile.add(KUBECONFIG.replace("https://10.0.0.1:6443/k8s", PLANTED));
        hostile.add(KUBECONFIG.replace("apiVersion: v1", "apiVersion: " + PLANTED));
        hostile.add(KUBECONFIG.replace("token: ", "exec: "));

        assertThat(hostile)
                .allSatisfy(
                        each -> assertThat(fault(Kubeconfig::read, each)).doesNotContain(PLANTED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clouds: {x: {}}",
                "clouds: {x: {auth: {auth_url: 'https://os.example.com:5000/v3', username: u,"
                        + " password: p, project_name: q}, region_name: r, identity_api_version: 3,"
                        + " verify: true}}",
                "clouds: {x: {auth_type: v3applicationcredential, auth: {auth_url:"
                        + " 'https://os.example.com', application_credential_id: i,"
                        + " application_credential_secret: s}, regions: [a, b]}}"
            })
    void takesCloudsWithPasswordsAndApplicationCredentials(String clouds) {
        String read = CloudsYaml.read(clouds);

        assertThat(CloudsYaml.has(read, "x")).isTrue();
        assertThat(CloudsYaml.has(read, "y")).isFalse();
        assertThat(CloudsYaml.read(read)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "clouds: {x: {cacert: /etc/ssl/ca.pem}}",
                "clouds: {x: {cert: /etc/ssl/host.pem}}",
                "clouds: {x: {key: /etc/ssl/host.key}}",
                "clouds: {x: {verify: false}}",
                "clouds: {x: {profile: https://evil.example.com}}",
                "clouds: {x: {cloud: ../../etc/passwd}}",
                "clouds: {x: {auth_type: v3oidcaccesstokenfile}}",
                "clouds: {x: {auth_type: none}}",
                "clouds: {x: {auth: {auth_url: 'http://os.example.com'}}}",
                "clouds: {x: {auth: {auth_url: 'https://u:p@os.example.com'}}}",
                "clouds: {x: {auth: {access_token_file: /etc/passwd}}}",
                "clouds: {x: {compute_endpoint_override: 'https://evil.example.com'}}",
                "clouds: {x: {regions: [{name: a, values: {verify: false}}]}}",
                "{clouds: {x: {}}, cache: {class: dogpile.cache.dbm, arguments: {filename:"
                        + " /tmp/x}}}",
                "{clouds: {x: {}}, public-clouds: {y: {}}}",
                "clouds: [x]",
                "clouds: x"
            })
    void refusesCloudsThatNameFilesPlugInsOrOtherHosts(String clouds) {
        assertThat(fault(CloudsYaml::read, clouds)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'service_account','private_key':'x'}",
                "{'type':'service_account','project_id':'p','private_key':'x','client_email':'a@p.iam.gserviceaccount.com','auth_uri':'https://accounts.google.com/o/oauth2/auth','token_uri':'https://oauth2.googleapis.com/token','auth_provider_x509_cert_url':'https://www.googleapis.com/oauth2/v1/certs','client_x509_cert_url':'https://www.googleapis.com/robot/v1/metadata/x509/a','universe_domain':'googleapis.com'}"
            })
    void takesKeysOfServiceAccounts(String key) {
        String read = ServiceAccountKey.read(key.replace('\'', '"'));

        assertThat(ServiceAccountKey.read(read)).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'type':'authorized_user','refresh_token':'r'}",
                "{'type':'external_account','credential_source':{'executable':{'command':'id'}}}",
                "{'type':'service_account','credential_source':{'file':'/etc/passwd'}}",
                "{'type':'service_account','token_uri':'https://evil.example.com/token'}",
                "{'type':'service_account','token_uri':'https://oauth2.googleapis.com.evil.example.com/token'}",
                "{'type':'service_account','token_uri':'https://oauth2.googleapis.com@evil.example.com/token'}",
                "{'type':'service_account','token_uri':'http://oauth2.googleapis.com/token'}",
                "{'type':'service_account','universe_domain':'evil.example.com'}",
                "{'type':'service_account','auth_uri':'https://evil.example.com'}",
                "{'type':'service_account','client_x509_cert_url':'https://www.googleapis.com:8443/x'}",
                "{'type':'service_account','private_key':['x']}",
                "{'type':'service_account','type':'authorized_user'}",
                "{'type':'service_account'} {}"
            })
    void refusesOtherKeysAndTokensFromElsewhere(String key) {
        assertThat(fault(ServiceAccountKey::read, key.replace('\'', '"'))).isNotEmpty();
    }

    @Test
    void aKeyOfADomainMayLeaveOutWhatItIsAndNothingElse() {
        assertThat(ServiceAccountKey.readContent("{}")).isEqualTo("{}");
        assertThat(fault(ServiceAccountKey::readContent, "{\"type\":\"authorized_user\"}"))
                .contains("type");
        assertThat(fault(ServiceAccountKey::readContent, "{\"token_uri\":\"https://x\"}"))
                .contains("token_uri");
    }

    private static String fault(UnaryOperator<String> read, String document) {
        List<String> details = new ArrayList<>();
        assertThatExceptionOfType(InvalidValueException.class)
                .as(document.substring(0, Math.min(200, document.length())))
                .isThrownBy(() -> read.apply(document))
                .satisfies(refused -> details.add(refused.detail()));
        return details.getFirst();
    }
}
