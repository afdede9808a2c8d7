package dev.bailiwick.posture.provider.document;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Addresses that credentials are sent to. */
final class Addresses {

    private Addresses() {}

    /** Whether it is an address of HTTPS with a host, and without a user, a query or a fragment. */
    static boolean isHttps(String text) {
        return https(text).isPresent();
    }

    /** Whether it is one of HTTPS on this host, at its ordinary port. */
    static boolean isOn(String host, String text) {
        return https(text)
                .filter(uri -> uri.getHost().equals(host))
                .filter(uri -> uri.getPort() == -1 || uri.getPort() == 443)
                .isPresent();
    }

    private static Optional<URI> https(String text) {
        try {
            URI uri = new URI(text);
            boolean plain =
                    "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && uri.getRawQuery() == null
                            && uri.getRawFragment() == null;
            return plain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
