package dev.bailiwick.posture.provider.credential;

import org.jspecify.annotations.Nullable;

/** For Azure and Microsoft 365: an application of the directory. */
public sealed interface MicrosoftCredentials extends Credentials {

    record Azure(String directory, String client, Hidden secret) implements MicrosoftCredentials {}

    /** Of Microsoft 365, with a secret. */
    record M365(String directory, String client, Hidden secret, @Nullable User user)
            implements MicrosoftCredentials {}

    /**
     * Of Microsoft 365, with a certificate.
     *
     * @param certificate with its key, in base64
     */
    record M365Certificate(String directory, String client, Hidden certificate, @Nullable User user)
            implements MicrosoftCredentials {}

    /** Who the application acts for. */
    record User(String name, Hidden password) {}
}
