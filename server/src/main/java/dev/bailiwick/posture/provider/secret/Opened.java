package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.provider.credential.Credentials;

import java.util.UUID;

/** What opening the credentials of a provider came to. */
public sealed interface Opened {

    record Found(Credentials credentials, Version version) implements Opened {}

    /** The provider has none. */
    record None() implements Opened {}

    /**
     * There are some, and they cannot be used.
     *
     * @param reason a sentence for clients
     */
    record Unreadable(String reason) implements Opened {}

    /** Another one whenever other credentials are sent. */
    record Version(UUID secret, int number) {}
}
