package dev.bailiwick.posture.database;

import dev.bailiwick.posture.database.login.ExternalUrl;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which database, and how many connections to it.
 *
 * @param url of an external PostgreSQL; without one, the embedded one is used
 * @param joins whether another process holds the data directory and looks after the embedded
 *     database, as for {@code ./bailiwick worker}
 * @param appConnections for requests and jobs
 * @param workerConnections for polling the queue
 * @param maintenanceConnections for named maintenance
 */
@ConfigurationProperties("bailiwick.database")
record DatabaseProperties(
        @Nullable String url,
        @DefaultValue("false") boolean joins,
        @DefaultValue("16") int appConnections,
        @DefaultValue("3") int workerConnections,
        @DefaultValue("2") int maintenanceConnections) {

    DatabaseProperties {
        if (url != null && url.isBlank()) {
            url = null;
        }
        if (url != null) {
            ExternalUrl.check(url);
        }
        positive("app-connections", appConnections);
        positive("worker-connections", workerConnections);
        positive("maintenance-connections", maintenanceConnections);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "bailiwick.database.%s: at least 1, not %d".formatted(name, value));
        }
    }
}
