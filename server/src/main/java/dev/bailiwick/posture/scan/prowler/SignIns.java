package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.provider.ProviderAccount;
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

import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.Map;

/** What Prowler is told for each kind of credentials, and which account it is to look at. */
final class SignIns {

    private static final JsonMapper JSON = new JsonMapper();

    private SignIns() {}

    static void fill(SignIn signIn, ProviderAccount account, Credentials credentials) {
        String uid = account.uid();
        switch (credentials) {
            case AwsCredentials aws -> aws(signIn, aws);
            case MicrosoftCredentials microsoft -> microsoft(signIn, uid, microsoft);
            case GoogleCredentials google -> google(signIn, uid, google);
            case ClusterCredentials cluster -> cluster(signIn, uid, cluster);
            case CodeCredentials code -> code(signIn, uid, code);
            case OracleCredentials.ApiKey oracle -> oracle(signIn, oracle);
            case AlibabaCredentials alibaba -> alibaba(signIn, alibaba);
            case SiteCredentials site -> site(signIn, uid, site);
        }
    }

    private static void aws(SignIn signIn, AwsCredentials credentials) {
        switch (credentials) {
            case AwsCredentials.Keys keys -> awsKeys(signIn, keys);
            case AwsCredentials.Role role -> {
                if (role.keys() != null) {
                    awsKeys(signIn, role.keys());
                }
                signIn.say("--role", role.arn(), "--external-id", role.externalId());
                signIn.say("--session-duration", Long.toString(role.duration().toSeconds()));
                if (role.sessionName() != null) {
                    signIn.say("--role-session-name", role.sessionName());
                }
            }
        }
    }

    private static void awsKeys(SignIn signIn, AwsCredentials.Keys keys) {
        signIn.with("AWS_ACCESS_KEY_ID", keys.id())
                .with("AWS_SECRET_ACCESS_KEY", keys.secret())
                .with("AWS_SESSION_TOKEN", keys.sessionToken());
    }

    private static void microsoft(SignIn signIn, String uid, MicrosoftCredentials credentials) {
        switch (credentials) {
            case MicrosoftCredentials.Azure(String directory, String client, Hidden secret) ->
                    directory(signIn, directory, client)
                            .with("AZURE_CLIENT_SECRET", secret)
                            .say("--sp-env-auth", "--subscription-id", uid);
            // the tool acts for no users any more: a user is kept for clients that send one
            case MicrosoftCredentials.M365(String directory, String client, Hidden secret, var _) ->
                    directory(signIn, directory, client)
                            .with("AZURE_CLIENT_SECRET", secret)
                            .say("--sp-env-auth");
            case MicrosoftCredentials.M365Certificate(
                            String directory,
                            String client,
                            Hidden certificate,
                            var _) ->
                    directory(signIn, directory, client)
                            .with("M365_CERTIFICATE_CONTENT", certificate)
                            .say("--certificate-auth");
        }
    }

    private static SignIn directory(SignIn signIn, String directory, String client) {
        return signIn.with("AZURE_TENANT_ID", directory).with("AZURE_CLIENT_ID", client);
    }

    private static void google(SignIn signIn, String uid, GoogleCredentials credentials) {
        switch (credentials) {
            case GoogleCredentials.User(String client, Hidden secret, Hidden refreshToken) ->
                    signIn.with("CLOUDSDK_CORE_PROJECT", uid)
                            .say(
                                    "--credentials-file",
                                    signIn.placeDocument(
                                            "google.json", user(client, secret, refreshToken)))
                            .say("--project-id", uid);
            case GoogleCredentials.ServiceAccount(Hidden key) ->
                    signIn.say("--credentials-file", signIn.placeDocument("google.json", key))
                            .say("--project-id", uid);
            case GoogleCredentials.Workspace(Hidden key, String user) ->
                    signIn.with(
                                    "GOOGLEWORKSPACE_CREDENTIALS_FILE",
                                    signIn.placeDocument("google.json", key))
                            .with("GOOGLEWORKSPACE_DELEGATED_USER", user);
        }
    }

    private static Hidden user(String client, Hidden secret, Hidden refreshToken) {
        Map<String, String> user = new LinkedHashMap<>();
        user.put("type", "authorized_user");
        user.put("client_id", client);
        user.put("client_secret", secret.text());
        user.put("refresh_token", refreshToken.text());
        return new Hidden(JSON.writeValueAsString(user));
    }

    private static void cluster(SignIn signIn, String uid, ClusterCredentials credentials) {
        switch (credentials) {
            case ClusterCredentials.Kubernetes(Hidden kubeconfig) ->
                    signIn.say(
                                    "--kubeconfig-file",
                                    signIn.placeDocument("kubeconfig.json", kubeconfig))
                            .say("--context", uid);
            case ClusterCredentials.OpenStack(Hidden clouds, String cloud) ->
                    signIn.say("--clouds-yaml-file", signIn.placeDocument("clouds.yaml", clouds))
                            .say("--clouds-yaml-cloud", cloud);
        }
    }

    private static void code(SignIn signIn, String uid, CodeCredentials credentials) {
        switch (credentials) {
            case CodeCredentials.GitHubToken(Hidden token) ->
                    signIn.with("GITHUB_PERSONAL_ACCESS_TOKEN", token).say("--organization", uid);
            case CodeCredentials.GitHubOauth(Hidden token) ->
                    signIn.with("GITHUB_OAUTH_APP_TOKEN", token).say("--organization", uid);
            case CodeCredentials.GitHubApp(int id, Hidden key) ->
                    signIn.with("GITHUB_APP_ID", Integer.toString(id))
                            .with("GITHUB_APP_KEY", key)
                            .say("--organization", uid);
            case CodeCredentials.Repository(String url, Hidden token) ->
                    signIn.with("GITHUB_OAUTH_APP_TOKEN", token)
                            .say("--scan-repository-url", url, "--provider-uid", uid);
            case CodeCredentials.OpenRegistry() -> signIn.say("--image", uid);
            case CodeCredentials.RegistryLogin(String username, Hidden password) ->
                    signIn.with("REGISTRY_USERNAME", username)
                            .with("REGISTRY_PASSWORD", password)
                            .say("--image", uid);
            case CodeCredentials.RegistryToken(Hidden token) ->
                    signIn.with("REGISTRY_TOKEN", token).say("--image", uid);
        }
    }

    private static void oracle(SignIn signIn, OracleCredentials.ApiKey key) {
        String keyFile = signIn.place("oracle.pem", key.key());
        StringBuilder profile =
                new StringBuilder("[DEFAULT]\nuser=")
                        .append(key.user())
                        .append("\nfingerprint=")
                        .append(key.fingerprint())
                        .append("\ntenancy=")
                        .append(key.tenancy())
                        .append("\nregion=us-ashburn-1\nkey_file=")
                        .append(keyFile)
                        .append('\n');
        if (key.passPhrase() != null) {
            signIn.hide(key.passPhrase());
            profile.append("pass_phrase=").append(key.passPhrase().text()).append('\n');
        }
        signIn.file("--oci-config-file", "oracle.conf", new Hidden(profile.toString()))
                .say("--profile", "DEFAULT");
    }

    private static void alibaba(SignIn signIn, AlibabaCredentials credentials) {
        AlibabaCredentials.Keys keys =
                switch (credentials) {
                    case AlibabaCredentials.Keys own -> own;
                    case AlibabaCredentials.Role role -> {
                        signIn.say("--role-arn", role.arn());
                        if (role.sessionName() != null) {
                            signIn.say("--role-session-name", role.sessionName());
                        }
                        yield role.keys();
                    }
                };
        signIn.with("ALIBABA_CLOUD_ACCESS_KEY_ID", keys.id())
                .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", keys.secret())
                .with("ALIBABA_CLOUD_SECURITY_TOKEN", keys.securityToken());
    }

    private static void site(SignIn signIn, String uid, SiteCredentials credentials) {
        switch (credentials) {
            case SiteCredentials.MongoDbAtlas(String publicKey, Hidden privateKey) ->
                    signIn.with("ATLAS_PUBLIC_KEY", publicKey)
                            .with("ATLAS_PRIVATE_KEY", privateKey);
            case SiteCredentials.CloudflareToken(Hidden token) ->
                    signIn.with("CLOUDFLARE_API_TOKEN", token).say("--account-id", uid);
            case SiteCredentials.CloudflareKey(Hidden key, String email) ->
                    signIn.with("CLOUDFLARE_API_KEY", key)
                            .with("CLOUDFLARE_API_EMAIL", email)
                            .say("--account-id", uid);
            case SiteCredentials.Vercel(Hidden token) ->
                    signIn.with("VERCEL_TOKEN", token).with("VERCEL_TEAM", uid);
            case SiteCredentials.Okta(String client, Hidden privateKey, var scopes) -> {
                signIn.with("OKTA_ORG_DOMAIN", uid)
                        .with("OKTA_CLIENT_ID", client)
                        .with("OKTA_PRIVATE_KEY", privateKey);
                if (!scopes.isEmpty()) {
                    signIn.with("OKTA_SCOPES", String.join(",", scopes));
                }
            }
        }
    }
}
