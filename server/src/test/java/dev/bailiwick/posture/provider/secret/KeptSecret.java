package dev.bailiwick.posture.provider.secret;

import static dev.bailiwick.posture.Api.document;
import static dev.bailiwick.posture.Api.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.provider.credential.Hidden;
import dev.bailiwick.posture.provider.credential.SiteCredentials;

import java.util.Map;
import java.util.UUID;

/** Credentials as they were sent. */
public record KeptSecret(Tenancy tenant, UUID provider, String secret, String token) {

    /** Those of a new provider, whose uid has the number {@code n}. */
    public static KeptSecret keep(Tenancy tenant, int n) {
        String token = "token-" + UUID.randomUUID();
        Map<String, Object> vercel = Map.of("provider", "vercel", "uid", "team_%016d".formatted(n));
        String provider =
                tenant.api().post("providers", document("providers", vercel)).expect(201).id();
        Map<String, Object> secret =
                Map.of("secret_type", "static", "secret", Map.of("api_token", token));
        String id =
                tenant.api()
                        .post(
                                "providers/secrets",
                                document(
                                        "provider-secrets",
                                        secret,
                                        Map.of("provider", link("providers", provider))))
                        .expect(201)
                        .id();
        return new KeptSecret(tenant, UUID.fromString(provider), id, token);
    }

    public void assertOpens() {
        assertOpensOn(tenant.server());
    }

    /**
     * @param server of the tenant, or of a copy of its database
     */
    public void assertOpensOn(TestServer server) {
        ProviderSecrets secrets = server.bean(ProviderSecrets.class);
        Opened opened = tenant.on(server).inTransaction(() -> secrets.open(provider));
        assertThat(opened)
                .isInstanceOfSatisfying(
                        Opened.Found.class,
                        found ->
                                assertThat(found.credentials())
                                        .isEqualTo(new SiteCredentials.Vercel(new Hidden(token))));
    }
}
