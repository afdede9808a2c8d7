package dev.bailiwick.posture.scan.prowler;

import dev.bailiwick.posture.ingestion.ocsf.Records;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A program that stands in for Prowler's command line, in a folder of its own. */
public final class StandIn {

    /** How many findings it knows. */
    public static final int FINDINGS = 8;

    private final Path folder;

    private StandIn(Path folder) {
        this.folder = folder;
    }

    /**
     * @param account that its findings are of
     */
    public static StandIn in(Path folder, String account) throws IOException {
        Files.createDirectories(folder.resolve("told"));
        try (InputStream script =
                Objects.requireNonNull(StandIn.class.getResourceAsStream("prowler"))) {
            Files.copy(script, folder.resolve("prowler"));
        }
        Files.setPosixFilePermissions(
                folder.resolve("prowler"), PosixFilePermissions.fromString("rwxr-xr-x"));
        String findings =
                IntStream.range(0, FINDINGS)
                        .mapToObj(n -> Records.numbered(account, n).toString() + "\n")
                        .collect(Collectors.joining());
        Files.writeString(folder.resolve("findings"), findings);
        return new StandIn(folder);
    }

    public String program() {
        return folder.resolve("prowler").toString();
    }

    /** Makes it say nothing but this, whatever it is asked, and give up. */
    void says(String line) throws IOException {
        Files.writeString(folder.resolve("says"), line + "\n");
    }

    /** Half of the findings of {@code slow} are written. */
    public boolean isHalfWay() {
        return Files.exists(folder.resolve("half"));
    }

    /** So that the next one can be awaited. */
    public void forgetHalfWay() throws IOException {
        Files.delete(folder.resolve("half"));
    }

    /** Lets {@code slow} go on. */
    public void goOn() throws IOException {
        Files.createFile(folder.resolve("go"));
    }

    public List<String> arguments() throws IOException {
        return Files.readAllLines(folder.resolve("told/arguments"));
    }

    public Map<String, String> environment() throws IOException {
        return Files.readAllLines(folder.resolve("told/environment")).stream()
                .collect(
                        Collectors.toMap(
                                line -> line.substring(0, line.indexOf('=')),
                                line -> line.substring(line.indexOf('=') + 1)));
    }

    /** The files that lay in its private directory. */
    public List<String> files() throws IOException {
        return Files.readAllLines(folder.resolve("told/files"));
    }
}
