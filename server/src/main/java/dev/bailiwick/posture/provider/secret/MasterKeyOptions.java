package dev.bailiwick.posture.provider.secret;

import dev.bailiwick.posture.database.InstallationOptions;
import dev.bailiwick.posture.database.MaintenanceDatabase;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.MasterKeyOption;

import picocli.CommandLine.Mixin;

/** Where an installation has its database and the master key of its credentials. */
final class MasterKeyOptions {

    @Mixin private final InstallationOptions installation = new InstallationOptions();

    @Mixin private final MasterKeyOption key = new MasterKeyOption();

    MasterKey masterKey() {
        return MasterKey.of(key.of(DataDirectory.at(installation.data())), System.getenv());
    }

    MaintenanceDatabase open() {
        return installation.open();
    }
}
