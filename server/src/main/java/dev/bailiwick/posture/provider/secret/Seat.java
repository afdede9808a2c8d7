package dev.bailiwick.posture.provider.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bailiwick.posture.provider.credential.SecretType;

import java.util.UUID;

/**
 * Where sealed credentials belong. They open nowhere else: neither in another tenant's row nor for
 * another provider.
 */
record Seat(UUID tenant, UUID secret, UUID provider, SecretType type) {

    byte[] bytes() {
        return "provider secret %s %s %s %s"
                .formatted(tenant, secret, provider, type.word())
                .getBytes(UTF_8);
    }
}
