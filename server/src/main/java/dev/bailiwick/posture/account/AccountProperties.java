package dev.bailiwick.posture.account;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Who may make an account.
 *
 * @param signUp {@code open}: everybody; {@code closed}: nobody but the first, with the token that
 *     the server leaves in {@code secrets/first-account}; not set: open while the server listens on
 *     loopback alone and {@code bailiwick.http.trusted-proxies} names no proxy, else closed
 */
@ConfigurationProperties("bailiwick")
record AccountProperties(@Nullable Mode signUp) {

    enum Mode {
        OPEN,
        CLOSED
    }
}
