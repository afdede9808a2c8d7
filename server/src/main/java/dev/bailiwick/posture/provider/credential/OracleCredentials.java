package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

/** For tenancies of Oracle Cloud. */
public sealed interface OracleCredentials extends Credentials {

    /**
     * An API key of a user.
     *
     * @param key PEM
     */
    record ApiKey(
            String user,
            String fingerprint,
            String tenancy,
            Hidden key,
            @Nullable Hidden passPhrase)
            implements OracleCredentials {}
}
