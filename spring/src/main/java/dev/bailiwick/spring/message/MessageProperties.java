package dev.bailiwick.spring.message;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;
import java.util.List;

/**
 * How the scope of messages is sealed.
 *
 * @param key 32 bytes or more in Base64, known to all that send and receive, and to nobody else
 * @param previousKeys keys that sealed messages still on their way
 * @param maxAge how long after it was sealed a message is still handled
 */
@ConfigurationProperties("bailiwick.message")
record MessageProperties(
        @Nullable String key,
        @DefaultValue List<String> previousKeys,
        @DefaultValue("7d") Duration maxAge) {

    MessageProperties {
        previousKeys = List.copyOf(previousKeys);
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException(
                    "bailiwick.message.max-age must be above zero, not " + maxAge);
        }
    }

    /** Not the keys. */
    @Override
    public String toString() {
        return "MessageProperties[maxAge=" + maxAge + "]";
    }
}
