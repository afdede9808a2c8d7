package dev.bailiwick.posture.database.backup;

import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.MasterKeyOption;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a server's keys are, as its settings have it. */
final class KeyOptions {

    @Mixin private final MasterKeyOption master = new MasterKeyOption();

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
    KeyPlaces places(DataDirectory data) throws IOException {
        return KeyPlaces.of(
                List.of(
                        data.masterKey(),
                        master(data),
                        data.tokenKeys(),
                        tokens == null ? data.tokenKeys() : tokens,
                        data.invitationKey(),
                        invitations == null ? data.invitationKey() : invitations));
    }

    Path master(DataDirectory data) {
        return master.of(data);
    }
}
