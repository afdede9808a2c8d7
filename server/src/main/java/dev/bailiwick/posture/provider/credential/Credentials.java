package dev.bailiwick.posture.provider.credential;

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
                SiteCredentials {}
