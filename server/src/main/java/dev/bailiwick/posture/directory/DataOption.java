package dev.bailiwick.posture.directory;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** The data directory that a command is about. */
public final class DataOption {

    @Option(
            names = "--data",
            defaultValue = "${env:BAILIWICK_DATA:-data}",
            paramLabel = "DIR",
            description = "The server's data directory (${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    public Path path() {
        return data;
    }
}
