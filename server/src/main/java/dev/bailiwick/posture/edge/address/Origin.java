package dev.bailiwick.posture.edge.address;

import org.jspecify.annotations.Nullable;

/**
 * A request as its client sent it, before any proxy touched it.
 *
 * @param host name or address, without a port; an IPv6 address in brackets
 * @param prefix the part of the path that a proxy took away; null where it said nothing
 * @param client address of whoever sent it
 */
record Origin(String scheme, String host, int port, @Nullable String prefix, String client) {

    boolean secure() {
        return scheme.equals("https");
    }

    boolean hasUsualPort() {
        return port == (secure() ? 443 : 80);
    }
}
