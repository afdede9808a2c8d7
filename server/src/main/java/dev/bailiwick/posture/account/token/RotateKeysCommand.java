package dev.bailiwick.posture.account.token;

import dev.bailiwick.cli.BailiwickCommand;
import dev.bailiwick.cli.CommandException;
import dev.bailiwick.posture.directory.DataDirectory;
import dev.bailiwick.posture.directory.DataOption;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/** {@code bailiwick rotate-keys}: new tokens are signed with a new key from now on. */
@Command(
        name = "rotate-keys",
        description = {
            "Adds a key that signs tokens. A running server takes it up within seconds; tokens of"
                    + " the old key stay good until they expire."
        },
        mixinStandardHelpOptions = true)
public final class RotateKeysCommand implements BailiwickCommand {

    @Mixin private final DataOption data = new DataOption();

    @Option(
            names = "--keys",
            defaultValue = "${env:BAILIWICK_TOKENS_KEYS}",
            paramLabel = "DIR",
            description = "Where the keys are, if not in keys of the data directory.")
    private @Nullable Path keys;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Path directory = keys == null ? DataDirectory.at(data.path()).tokenKeys() : keys;
        if (!Files.isDirectory(directory)) {
            throw CommandException.couldNot(
                    "There are no keys in %s; name the server's data directory with --data."
                            .formatted(directory));
        }
        try {
            int removed = SigningKeys.rotate(directory, TokenProperties.LONGEST, Clock.systemUTC());
            spec.commandLine()
                    .getOut()
                    .printf(
                            "A new key in %s signs from now on; %d old ones were removed.%n",
                            directory, removed);
        } catch (IllegalStateException | UncheckedIOException e) {
            throw CommandException.couldNot(String.valueOf(e.getMessage()));
        }
        return 0;
    }
}
