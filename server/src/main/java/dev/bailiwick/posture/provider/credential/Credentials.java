package dev.bailiwick.posture.provider.credential;

import dev.bailiwick.posture.provider.ProviderKind;

import java.util.Optional;

/**
 * What one provider is signed in to with: complete, of its kind, found right when it was sent. What
 * must not be seen in it is {@link Hidden}.
 */
public sealed interface Credentials
        permits AlibabaCredentials,
                AwsCredentials,
                ClusterCredentials,
                CodeCredentials,
                GoogleCredentials,
                MicrosoftCredentials,
                OracleCredentials,
                SiteCredentials {

    /**
     * What an account is asked with that was given no credentials: of a repository everybody may
     * ask.
     */
    static Optional<Credentials> ofNobody(ProviderKind kind, String uid) {
        return kind == ProviderKind.IAC
                ? Optional.of(new CodeCredentials.Repository(uid, null))
                : Optional.empty();
    }
}
