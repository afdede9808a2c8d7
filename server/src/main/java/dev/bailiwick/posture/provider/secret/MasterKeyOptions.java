package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.database.MaintenanceDatabase;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where an installation has its database and the master key of its credentials. */
final class MasterKeyOptions {

    @Option(
            names = "--data",
            defaultValue = "${env:BAILIWICK_DATA:-data}",
            paramLabel = "DIR",
            description = "The server's data directory (${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--database-url",
            defaultValue = "${env:BAILIWICK_DATABASE_URL}",
            paramLabel = "URL",
            description = "An external PostgreSQL, if the server has one.")
    private @Nullable String url;

    @Option(
            names = "--key",
            defaultValue = "${env:BAILIWICK_SECRETS_KEY}",
            paramLabel = "FILE",
            description = "Where the master key is, if not in secrets/master-key.")
    private @Nullable Path key;

    MasterKey masterKey() {
        return MasterKey.of(
                key == null ? data.resolve("secrets").resolve(MasterKey.FILE) : key,
                System.getenv());
    }

    MaintenanceDatabase open() {
        return MaintenanceDatabase.open(data, url);
    }
}
