package dev.bailiwick.posture.edge.tls;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * TLS by files. Both are watched: a renewed certificate is served without a restart.
 *
 * @param certificate PEM file with the certificate and those that lead to a root
 * @param key PEM file with the private key (PKCS#8), readable by the server alone
 */
@ConfigurationProperties("bailiwick.tls")
public record TlsProperties(@Nullable Path certificate, @Nullable Path key) {

    public TlsProperties {
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException(
                    "bailiwick.tls: certificate and key belong together; one is missing");
        }
        if (certificate != null && key != null) {
            readable("certificate", certificate);
            readable("key", key);
        }
    }

    /** The name under which Spring Boot has the certificate; null where none is set. */
    public @Nullable String bundle() {
        return certificate == null ? null : TlsRenewal.NAME;
    }

    private static void readable(String name, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "bailiwick.tls.%s: %s cannot be read".formatted(name, file));
        }
    }
}
