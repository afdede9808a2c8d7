package dev.bailiwick.posture.provider.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderKind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;

/** Credentials that are right in themselves, and of no use to the provider that gets them. */
final class FittingCredentialsTest {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String KUBECONFIG =
            """
            clusters: [{name: quay, cluster: {server: 'https://10.0.0.1:6443'}}]
            users: [{name: keeper, user: {token: planted}}]
            contexts: [{name: quay, context: {cluster: quay, user: keeper}}]
            """;

    @ParameterizedTest
    @CsvSource({
        "shore, '', user",
        "wharf, '', cluster",
        "quay, '', ",
        "elsewhere, current-context: shore, user",
        "elsewhere, current-context: quay, ",
        "quay, current-context: shore, ",
        "elsewhere, '', "
    })
    void aContextThatNamesWhatIsNotThereIsRefused(
            String uid, String current, @Nullable String missing) {
        String kubeconfig =
                KUBECONFIG.replace(
                                "contexts: [",
                                "contexts: [{name: shore, context: {cluster: quay, user: gone}},"
                                    + " {name: wharf, context: {cluster: gone, user: keeper}}, ")
                        + current;
        String secret = JSON.createObjectNode().put("kubeconfig_content", kubeconfig).toString();

        assertThat(misfit(ProviderKind.KUBERNETES, uid, secret))
                .isEqualTo(
                        missing == null
                                ? "none"
                                : "/data/attributes/secret/kubeconfig_content: The context names a "
                                        + missing
                                        + " that is not in the kubeconfig.");
    }

    private static String misfit(ProviderKind kind, String uid, String secret) {
        try {
            CredentialForms.fitting(kind, uid, SecretType.STATIC, secret);
            return "none";
        } catch (ApiException e) {
            ApiError only = e.errors().getFirst();
            return only.source() instanceof ApiError.Source.Pointer(String pointer)
                    ? pointer + ": " + only.detail()
                    : only.detail();
        }
    }
}
