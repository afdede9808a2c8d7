package dev.bailiwick.posture.directory;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The file of the master key that a command is about. */
public final class MasterKeyOption {

    @Option(
            names = "--key",
            defaultValue = "${env:BAILIWICK_SECRETS_KEY}",
            paramLabel = "FILE",
            description = "Where the master key is, if not in secrets/master-key.")
    private @Nullable Path key;

    /**
     * @param data where it usually is
     */
    public Path of(DataDirectory data) {
        return key == null ? data.masterKey() : key;
    }
}
