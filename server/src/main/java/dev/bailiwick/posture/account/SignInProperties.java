package dev.bailiwick.posture.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/**
 * How many failed sign-ins are let pass before further ones must wait. Those that succeed never
 * count.
 *
 * @param window how long a failure counts
 * @param failuresPerAccountAndAddress of one account, from one address
 * @param failuresPerAddress from one address (of IPv6, one /64 network), whatever the account
 * @param failuresPerAccount of one account, from wherever
 */
@ConfigurationProperties("bailiwick.sign-in")
record SignInProperties(
        @DefaultValue("15m") Duration window,
        @DefaultValue("10") int failuresPerAccountAndAddress,
        @DefaultValue("100") int failuresPerAddress,
        @DefaultValue("100") int failuresPerAccount) {

    SignInProperties {
        if (!window.isPositive()
                || Math.min(failuresPerAccount, failuresPerAddress) < 1
                || failuresPerAccountAndAddress < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.sign-in: the window and every number of failures must be above"
                            + " zero");
        }
    }
}
