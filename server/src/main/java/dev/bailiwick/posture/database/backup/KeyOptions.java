package dev.bailiwick.posture.database.backup;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a server's keys are, as its settings have it. */
final class KeyOptions {

    @Option(
            names = "--key",
            defaultValue = "${env:BAILIWICK_SECRETS_KEY}",
            paramLabel = "FILE",
            description = "Where the master key is, if not in secrets/master-key.")
    private @Nullable Path key;

    @Option(
            names = "--keys",
            defaultValue = "${env:BAILIWICK_TOKENS_KEYS}",
            paramLabel = "DIR",
            description = "Where the keys of tokens are, if not in keys of the data directory.")
    private @Nullable Path tokens;

    @Option(
            names = "--invitation-key",
            defaultValue = "${env:BAILIWICK_INVITATIONS_KEY}",
            paramLabel = "FILE",
            description = "Where the key of invitations is, if not in secrets/invitation-key.")
    private @Nullable Path invitations;

    /** Also where they usually are, since former ones may be there still. */
    KeyPlaces places(Path data) throws IOException {
        return KeyPlaces.of(
                List.of(
                        usualMaster(data),
                        master(data),
                        data.resolve("keys"),
                        tokens == null ? data.resolve("keys") : tokens,
                        data.resolve("secrets/invitation-key"),
                        invitations == null
                                ? data.resolve("secrets/invitation-key")
                                : invitations));
    }

    Path master(Path data) {
        return key == null ? usualMaster(data) : key;
    }

    private static Path usualMaster(Path data) {
        return data.resolve("secrets/master-key");
    }
}
