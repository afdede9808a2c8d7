package dev.bailiwick.posture.provider.credential;

/** For projects of Google Cloud, and for Google Workspace. */
public sealed interface GoogleCredentials extends Credentials {

    /** What a user let an application do. */
    record User(String client, Hidden secret, Hidden refreshToken) implements GoogleCredentials {}

    /**
     * @param key JSON, of the kind {@code service_account} alone
     */
    record ServiceAccount(Hidden key) implements GoogleCredentials {}

    /**
     * A service account that acts for a user of the domain.
     *
     * @param key as of {@link ServiceAccount}
     * @param user an e-mail address
     */
    record Workspace(Hidden key, String user) implements GoogleCredentials {}
}
