package dev.bailiwick.posture.provider.credential;

import java.util.List;

/** For sites that one has an account of. */
public sealed interface SiteCredentials extends Credentials {

    record MongoDbAtlas(String publicKey, Hidden privateKey) implements SiteCredentials {}

    record CloudflareToken(Hidden token) implements SiteCredentials {}

    record CloudflareKey(Hidden key, String email) implements SiteCredentials {}

    record Vercel(Hidden token) implements SiteCredentials {}

    /**
     * An application of Okta.
     *
     * @param scopes what it asks for; empty for what the scanner needs
     */
    record Okta(String client, Hidden privateKey, List<String> scopes) implements SiteCredentials {

        public Okta {
            scopes = List.copyOf(scopes);
        }
    }
}
