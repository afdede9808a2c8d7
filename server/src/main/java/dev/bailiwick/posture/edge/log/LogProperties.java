package dev.bailiwick.posture.edge.log;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the server tells about itself on its standard output.
 *
 * @param format {@code text} for people or {@code json} for programs, one object a line
 * @param requests whether each request is logged when it ends; the health checks never are
 */
@ConfigurationProperties("bailiwick.log")
public record LogProperties(
        @DefaultValue("text") Format format, @DefaultValue("true") boolean requests) {

    /** How a line looks. */
    public enum Format {
        TEXT,
        JSON
    }
}
