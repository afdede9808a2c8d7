package dev.bailiwick.checks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.checks.outward.RefusedException;
import dev.bailiwick.checks.resource.UnreadableException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

final class KubeconfigTest {

    private static final String CONFIG =
            """
            apiVersion: v1
            kind: Config
            current-context: shop
            contexts:
              - name: other
                context: {cluster: other, user: other}
              - name: shop
                context: {cluster: shop, user: ada}
            clusters:
              - name: other
                cluster: {server: "https://192.0.2.1"}
              - name: shop
                cluster:
                  server: https://shop.example.com:6443
                  certificate-authority-data: Y2VydGlmaWNhdGU=
            users:
              - name: other
                user: {exec: {command: sh}}
              - name: ada
                user:
                  token: hunter2
            """;

    @Test
    void whatTheChosenContextNamesIsUsed() throws Exception {
        Kubeconfig kubeconfig = Kubeconfig.parse(CONFIG);

        assertThat(kubeconfig.server()).hasToString("https://shop.example.com:6443");
        assertThat(kubeconfig.authority()).isEqualTo("certificate");
        assertThat(kubeconfig.token()).isEqualTo("hunter2");
        assertThat(kubeconfig.toString()).doesNotContain("hunter2");
    }

    @Test
    void aContextIsChosenByItsName() throws Exception {
        String config =
                CONFIG.replace("current-context: shop\n", "")
                        .replace(
                                "server: https://shop",
                                "tls-server-name: api.shop\n      server: https://shop");

        Kubeconfig kubeconfig = Kubeconfig.parse(config, "shop");

        assertThat(kubeconfig.server()).hasToString("https://shop.example.com:6443");
        assertThat(kubeconfig.serverName()).isEqualTo("api.shop");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> Kubeconfig.parse(config, "other"));
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> Kubeconfig.parse(config, "nobody"))
                .withMessageContaining("contexts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "exec: {command: sh, args: [-c, 'touch /tmp/x']}",
                "auth-provider: {name: gcp, config: {cmd-path: /bin/sh}}",
                "tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token",
                "client-certificate: /etc/kubernetes/admin.crt",
                "client-key: /etc/kubernetes/admin.key",
                "username: admin",
                "password: hunter2",
                "as: system:admin",
                "as-uid: 06f6ce97-e2c5-4ab8-7ba5-7654dd08d52b",
                "as-groups: [system:masters]",
                "as-user-extra: {scopes: [all]}",
                "<<: {exec: {command: sh}}"
            })
    void aUserThatRunsReadsOrActsForOthersIsRefused(String entry) {
        assertRefused(CONFIG.replace("token: hunter2", entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "certificate-authority: /etc/kubernetes/ca.crt",
                "proxy-url: http://192.0.2.1:3128",
                "insecure-skip-tls-verify: true",
                "insecure-skip-tls-verify: \"true\""
            })
    void aClusterThatIsNotCheckedOrReadsFilesIsRefused(String entry) {
        assertRefused(CONFIG.replace("certificate-authority-data: Y2VydGlmaWNhdGU=", entry));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://shop.example.com",
                "unix:///var/run/api.sock",
                "https://user:secret@shop.example.com",
                "file:///etc/passwd"
            })
    void aServerThatIsNotAskedOverHttpsIsRefused(String server) {
        assertRefused(CONFIG.replace("https://shop.example.com:6443", server));
    }

    /** It would be repeated by what makes the header of it, to whoever reads the log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "first\\nHUNTER",
                "first\\rHUNTER",
                "two HUNTER",
                "HUNTER\\u00e9",
                "HUNTER\\0x"
            })
    void aTokenThatIsNoneIsRefusedAndNotRepeated(String token) {
        String config = CONFIG.replace("hunter2", "\"" + token + "\"");
        assertThatExceptionOfType(UnreadableException.class)
                .isThrownBy(() -> Kubeconfig.parse(config))
                .satisfies(
                        e -> assertThat(e.toString()).contains("token").doesNotContain("HUNTER"));
    }

    @Test
    void lineBreaksAroundATokenAreNoneOfIt() throws Exception {
        assertThat(Kubeconfig.parse(CONFIG.replace("hunter2", "|\n        hunter2\n")).token())
                .isEqualTo("hunter2");
    }

    @Test
    void whatIsNoKubeconfigIsRefused() {
        for (String wrong :
                List.of(
                        "",
                        "a",
                        "[]",
                        CONFIG + "---\n" + CONFIG,
                        CONFIG.replace("current-context: shop", "current-context: nobody"),
                        CONFIG.replace("current-context: shop\n", ""),
                        CONFIG.replace("user: ada", "user: nobody"),
                        CONFIG.replace("Y2VydGlmaWNhdGU=", "a"),
                        CONFIG + "x: " + "y".repeat(300_000))) {
            assertThatExceptionOfType(UnreadableException.class)
                    .isThrownBy(() -> Kubeconfig.parse(wrong));
        }
    }

    private static void assertRefused(String config) {
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> Kubeconfig.parse(config))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret@"));
    }
}
