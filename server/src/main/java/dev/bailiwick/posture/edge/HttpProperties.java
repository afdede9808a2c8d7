package dev.bailiwick.posture.edge;

import dev.bailiwick.posture.edge.address.ForwardedFamily;
import dev.bailiwick.posture.edge.address.TrustedProxies;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where the server listens, and what it believes about where a request comes from.
 *
 * @param address IP address to listen on; {@code 0.0.0.0} for all of the machine's
 * @param port TCP port of the API; 0 takes any free one
 * @param pathPrefix path under which everything is served, such as {@code /posture}, when a proxy
 *     passes it on
 * @param trustedProxies addresses or ranges of reverse proxies whose forwarded headers are
 *     believed; from everybody else these headers are dropped
 * @param forwardedHeaders the headers that these proxies set: {@code x-forwarded} or {@code
 *     forwarded} (RFC 7239); the others are dropped
 * @param allowedHosts names under which the server may be addressed beside the loopback names and
 *     the address it listens on; {@code *.example.com} for all names below one, {@code *} for every
 *     name
 * @param allowedOrigins web origins whose pages may call the API from a browser (CORS), such as
 *     {@code https://app.example.com}
 */
@ConfigurationProperties("bailiwick.http")
record HttpProperties(
        @DefaultValue("127.0.0.1") InetAddress address,
        @DefaultValue("8080") int port,
        @DefaultValue("") String pathPrefix,
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("x-forwarded") ForwardedFamily forwardedHeaders,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue List<String> allowedOrigins) {

    private static final Pattern PREFIX = Pattern.compile("(/[A-Za-z0-9._~-]+)*");

    HttpProperties {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(
                    "bailiwick.http.port: between 0 and 65535, not " + port);
        }
        if (!PREFIX.matcher(pathPrefix).matches()) {
            throw new IllegalArgumentException(
                    "bailiwick.http.path-prefix: a path such as /posture, without a slash at its end, not '%s'"
                            .formatted(pathPrefix));
        }
        checkProxies(trustedProxies);
        allowedOrigins.forEach(HttpProperties::checkOrigin);
        trustedProxies = List.copyOf(trustedProxies);
        allowedHosts = List.copyOf(allowedHosts);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    TrustedProxies proxies() {
        return TrustedProxies.parse(trustedProxies);
    }

    private static void checkProxies(List<String> proxies) {
        try {
            TrustedProxies.parse(proxies);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "bailiwick.http.trusted-proxies: " + e.getMessage(), e);
        }
    }

    private static void checkOrigin(String origin) {
        try {
            URI uri = new URI(origin);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && (uri.getRawPath() == null || uri.getRawPath().isEmpty())) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "bailiwick.http.allowed-origins: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException(
                "bailiwick.http.allowed-origins: an origin such as https://app.example.com, not '%s'"
                        .formatted(origin));
    }
}
