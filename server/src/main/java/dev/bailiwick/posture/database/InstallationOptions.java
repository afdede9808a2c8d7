package dev.bailiwick.posture.database;

import dev.bailiwick.posture.directory.DataOption;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Where an installation that a command is about has its files and its database. */
public final class InstallationOptions {

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--database-url",
            defaultValue = "${env:BAILIWICK_DATABASE_URL}",
            paramLabel = "URL",
            description = "An external PostgreSQL, if the server has one.")
    private @Nullable String url;

    public Path data() {
        return data.path();
    }

    /** Whether the database is not the one in the data directory. */
    public boolean isExternal() {
        return url != null && !url.isBlank();
    }

    public MaintenanceDatabase open() {
        return MaintenanceDatabase.open(data(), url);
    }
}
