package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.jsonapi.error.ApiError;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderKind;

import tools.jackson.databind.json.JsonMapper;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which credentials the providers of each kind take, and reading them. */
public final class CredentialForms {

    private static final JsonMapper JSON = new JsonMapper();

    private CredentialForms() {}

    /**
     * @param secret a JSON object
     * @throws ApiException with all that is wrong, at its places in the document that was sent
     */
    public static Accepted read(ProviderKind kind, SecretType type, String secret) {
        Map<SecretType, Form> taken = of(kind);
        Form form = taken.get(type);
        if (form == null) {
            throw ApiException.invalidAttribute(
                    "secret_type",
                    "invalid_choice",
                    "Credentials of the kind '%s' are of the type %s."
                            .formatted(
                                    kind.word(),
                                    taken.keySet().stream()
                                            .map(each -> "'" + each.word() + "'")
                                            .collect(Collectors.joining(" or "))));
        }
        return form.read(JSON.readTree(secret));
    }

    /**
     * As {@link #read}, of credentials that can serve the provider of this uid.
     *
     * @throws ApiException also if they cannot, whatever there is out there
     */
    public static Accepted fitting(ProviderKind kind, String uid, SecretType type, String secret) {
        Accepted accepted = read(kind, type, secret);
        misfit(accepted.credentials(), uid)
                .ifPresent(
                        fault -> {
                            throw ApiException.of(fault);
                        });
        return accepted;
    }

    private static Optional<ApiError> misfit(Credentials credentials, String uid) {
        return switch (credentials) {
            case ClusterCredentials.Kubernetes(Hidden kubeconfig) ->
                    ClusterForms.misfit(kubeconfig, uid);
            default -> Optional.empty();
        };
    }

    /** The JSON Schemas of all credentials. */
    public static List<Map<String, Object>> schemas() {
        return Arrays.stream(ProviderKind.values())
                .flatMap(kind -> of(kind).values().stream())
                .map(Form::schema)
                .toList();
    }

    private static Map<SecretType, Form> of(ProviderKind kind) {
        Map<SecretType, Form> forms = new EnumMap<>(SecretType.class);
        forms.put(SecretType.STATIC, ownOf(kind));
        switch (kind) {
            case AWS -> forms.put(SecretType.ROLE, AwsForms.ROLE);
            case ALIBABACLOUD -> forms.put(SecretType.ROLE, AlibabaForms.ROLE);
            case GCP -> forms.put(SecretType.SERVICE_ACCOUNT, GoogleForms.SERVICE_ACCOUNT);
            default -> {}
        }
        return forms;
    }

    private static Form ownOf(ProviderKind kind) {
        return switch (kind) {
            case AWS -> AwsForms.KEYS;
            case AZURE -> MicrosoftForms.AZURE;
            case GCP -> GoogleForms.USER;
            case KUBERNETES -> ClusterForms.KUBERNETES;
            case M365 -> MicrosoftForms.M365;
            case GITHUB -> CodeForms.GITHUB;
            case MONGODBATLAS -> SiteForms.MONGODB_ATLAS;
            case IAC -> CodeForms.REPOSITORY;
            case ORACLECLOUD -> OracleForms.API_KEY;
            case ALIBABACLOUD -> AlibabaForms.KEYS;
            case CLOUDFLARE -> SiteForms.CLOUDFLARE;
            case OPENSTACK -> ClusterForms.OPENSTACK;
            case IMAGE -> CodeForms.REGISTRY;
            case GOOGLEWORKSPACE -> GoogleForms.WORKSPACE;
            case VERCEL -> SiteForms.VERCEL;
            case OKTA -> SiteForms.OKTA;
        };
    }
}
