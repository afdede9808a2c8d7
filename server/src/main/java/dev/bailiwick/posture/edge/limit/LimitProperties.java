package dev.bailiwick.posture.edge.limit;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/**
 * How much of everything one request or client may use. Uploads have limits of their own.
 *
 * @param headers size of the request line and all headers together
 * @param body size of a request's body, except that of an upload
 * @param connections open at once; further ones wait in the operating system
 * @param silence time without a byte after which a connection is closed
 * @param headTime time for a request line and all headers to arrive
 * @param bodyTime time for a body to arrive, except that of an upload
 */
@ConfigurationProperties("bailiwick.limits")
public record LimitProperties(
        @DefaultValue("16KB") DataSize headers,
        @DefaultValue("1MB") DataSize body,
        @DefaultValue("1000") int connections,
        @DefaultValue("20s") Duration silence,
        @DefaultValue("20s") Duration headTime,
        @DefaultValue("60s") Duration bodyTime) {

    public LimitProperties {
        within("headers", headers.toBytes(), 1024, DataSize.ofMegabytes(1).toBytes(), "B");
        within("body", body.toBytes(), 1024, DataSize.ofMegabytes(64).toBytes(), "B");
        within("connections", connections, 1, 100_000, "");
        within("silence", silence.toMillis(), 100, Duration.ofHours(1).toMillis(), "ms");
        within("head-time", headTime.toMillis(), 100, Duration.ofHours(1).toMillis(), "ms");
        within("body-time", bodyTime.toMillis(), 100, Duration.ofHours(1).toMillis(), "ms");
    }

    private static void within(String name, long value, long least, long most, String unit) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    "bailiwick.limits.%s: between %d%s and %d%s, not %d%s"
                            .formatted(name, least, unit, most, unit, value, unit));
        }
    }
}
