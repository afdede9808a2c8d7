package dev.bailiwick.posture.provider.secret;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

import java.nio.file.Path;

/**
 * What the credentials of providers are sealed with.
 *
 * @param key file with the master key, 32 bytes in base64, made at the first start; several
 *     processes share one; {@code secrets/master-key} in the data directory when not set. While it
 *     is changed the new key stands in a line before the old one. The variable {@code
 *     BAILIWICK_MASTER_KEY} with the same, and commas between, wins over any file
 */
@ConfigurationProperties("bailiwick.secrets")
record SecretProperties(@Nullable Path key) {}
