package dev.bailiwick.posture.tenant;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many tenants there may be.
 *
 * @param mostOwned of one account; who owns as many cannot found another
 */
@ConfigurationProperties("bailiwick.tenants")
record TenantProperties(@DefaultValue("100") int mostOwned) {

    TenantProperties {
        if (mostOwned < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.tenants.most-owned: at least 1, not " + mostOwned);
        }
    }
}
