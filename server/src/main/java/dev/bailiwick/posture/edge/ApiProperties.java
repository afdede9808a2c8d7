package dev.bailiwick.posture.edge;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether this process serves the API.
 *
 * @param served {@code false} for one that runs jobs alone: it answers for its health and nothing
 *     else
 */
@ConfigurationProperties("bailiwick.api")
record ApiProperties(@DefaultValue("true") boolean served) {}
