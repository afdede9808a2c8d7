package dev.bailiwick.posture.edge.metrics;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.InetAddress;

/**
 * Where figures are served, in the text format of Prometheus under {@code /metrics}.
 *
 * @param port TCP port; without one, no figures are served
 * @param address IP address to listen on; whoever can reach it reads the figures, there is no
 *     sign-in
 */
@ConfigurationProperties("bailiwick.metrics")
record MetricsProperties(@Nullable Integer port, @DefaultValue("127.0.0.1") InetAddress address) {

    MetricsProperties {
        if (port != null && (port < 0 || port > 65535)) {
            throw new IllegalArgumentException(
                    "bailiwick.metrics.port: between 0 and 65535, not " + port);
        }
    }
}
