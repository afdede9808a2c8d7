package dev.bailiwick.posture.tenant.invitation;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

import java.nio.file.Path;

/**
 * Where the tokens of invitations come from.
 *
 * @param key file with the key that they are made with, 32 bytes, made when it is first needed;
 *     several processes share one; {@code secrets/invitation-key} in the data directory when not
 *     set
 */
@ConfigurationProperties("bailiwick.invitations")
record InvitationProperties(@Nullable Path key) {}
