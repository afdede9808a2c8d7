package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.database.InstallationOptions;
import dev.bailiwick.posture.database.MaintenanceDatabase;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where an installation has its database and the master key of its credentials. */
final class MasterKeyOptions {

    @Mixin private final InstallationOptions installation = new InstallationOptions();

    @Option(
            names = "--key",
            defaultValue = "${env:BAILIWICK_SECRETS_KEY}",
            paramLabel = "FILE",
            description = "Where the master key is, if not in secrets/master-key.")
    private @Nullable Path key;

    MasterKey masterKey() {
        return MasterKey.of(
                key == null ? installation.data().resolve("secrets").resolve(MasterKey.FILE) : key,
                System.getenv());
    }

    MaintenanceDatabase open() {
        return installation.open();
    }
}
