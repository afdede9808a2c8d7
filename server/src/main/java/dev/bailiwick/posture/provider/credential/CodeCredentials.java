package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

/** For where code and images lie. */
public sealed interface CodeCredentials extends Credentials {

    /** A personal access token of GitHub. */
    record GitHubToken(Hidden token) implements CodeCredentials {}

    /** What an OAuth application of GitHub was given. */
    record GitHubOauth(Hidden token) implements CodeCredentials {}

    /**
     * An application of GitHub.
     *
     * @param key PEM
     */
    record GitHubApp(int id, Hidden key) implements CodeCredentials {}

    /**
     * A Git repository.
     *
     * @param url as uids of the kind {@code iac} are; where it leads has not been looked at
     * @param token null for one that everybody reads
     */
    record Repository(String url, @Nullable Hidden token) implements CodeCredentials {}

    /** A registry of images that everybody reads. */
    record OpenRegistry() implements CodeCredentials {}

    record RegistryLogin(String username, Hidden password) implements CodeCredentials {}

    record RegistryToken(Hidden token) implements CodeCredentials {}
}
