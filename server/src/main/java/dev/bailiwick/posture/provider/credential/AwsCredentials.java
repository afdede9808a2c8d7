package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** For accounts of Amazon Web Services. */
public sealed interface AwsCredentials extends Credentials {

    /** A user's keys, or those of a session. */
    record Keys(String id, Hidden secret, @Nullable Hidden sessionToken)
            implements AwsCredentials {}

    /**
     * A role of the account, taken on with an external id.
     *
     * @param keys of whom takes it on; null for what the server itself is there
     */
    record Role(
            String arn,
            String externalId,
            @Nullable String sessionName,
            Duration duration,
            @Nullable Keys keys)
            implements AwsCredentials {}
}
