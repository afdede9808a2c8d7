package dev.bailiwick.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The script {@code bailiwick} in a checkout whose Java and Maven only look like them. */
final class LauncherTest {

    @TempDir private Path home;

    private Path lock;

    @BeforeEach
    void checkOut() throws IOException {
        Files.copy(Repository.ROOT.resolve("bailiwick"), home.resolve("bailiwick"));
        Path jdk = home.resolve("jdk");
        script(home.resolve("build/jdk25"), "echo " + jdk);
        script(
                jdk.resolve("bin/java"),
                "for flag in \"$@\"; do case $flag in"
                        + " -XX:AOTCacheOutput=*) touch \"${flag#*=}\";; esac; done; echo java"
                        + " \"$@\"; echo \"in the locale ${LC_ALL:-of before}\"");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25\"\n");
        script(
                home.resolve("mvnw"),
                "mkdir -p server/target/dist/lib && touch server/target/dist/lib/other.jar"
                        + " server/target/bailiwick-server-1.jar");
        Files.createDirectories(home.resolve("server/target/dist/lib"));
        lock = home.resolve("server/target/build.lock");
    }

    @Test
    void buildsAndBecomesJava() throws Exception {
        assertThat(run())
                .contains("building with", "dev.bailiwick.cli.Bailiwick --help")
                .contains("-Dlogback.configurationFile=logback-command.xml");
        assertThat(lock).doesNotExist();
    }

    @Test
    void takesOverTheLockOfABuilderThatDiedBeforeItWroteItsName() throws Exception {
        Files.createDirectory(lock);

        assertThat(run())
                .containsOnlyOnce("waiting for another build")
                .contains("dev.bailiwick.cli.Bailiwick --help");
    }

    @Test
    void takesOverTheLockOfABuilderThatIsDead() throws Exception {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        Files.createDirectory(lock);
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");

        assertThat(run()).contains("dev.bailiwick.cli.Bailiwick --help").doesNotContain("waiting");
    }

    @Test
    void preparesAFastStartForWhatStaysAndNotForWhatIsSoonDone() throws Exception {
        assertThat(run("on", "plan"))
                .contains("dev.bailiwick.cli.Bailiwick plan")
                .doesNotContain("preparing", "AOTCache");
        assertThat(run("off", "serve")).doesNotContain("preparing", "AOTCache");
        assertThat(run("on", "serve")).contains("preparing a fast start", "-XX:AOTCache=");
        assertThat(run("on", "serve"))
                .doesNotContain("preparing")
                .contains("-XX:AOTCache=", "dev.bailiwick.cli.Bailiwick serve");
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', C.UTF-8",
        "LANG, C, C.UTF-8",
        "LC_ALL, POSIX, C.UTF-8",
        "LANG, de_DE.UTF-8, of before",
        "LC_CTYPE, en_GB.utf8, of before",
        "LC_ALL, C.UTF-8, C.UTF-8"
    })
    void filesHaveNamesInUtf8(String variable, String value, String locale) throws Exception {
        Map<String, String> environment = new HashMap<>();
        if (!variable.isEmpty()) {
            environment.put(variable, value);
        }

        assertThat(run("off", "--help", environment)).contains("in the locale " + locale);
    }

    private String run() throws IOException, InterruptedException {
        return run("off", "--help");
    }

    private String run(String cache, String command) throws IOException, InterruptedException {
        return run(cache, command, Map.of());
    }

    private String run(String cache, String command, Map<String, String> locale)
            throws IOException, InterruptedException {
        Path output = home.resolve("output");
        ProcessBuilder launcher =
                new ProcessBuilder("bash", home.resolve("bailiwick").toString(), command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        launcher.environment().keySet().removeAll(Set.of("LANG", "LC_CTYPE", "LC_ALL"));
        launcher.environment().putAll(locale);
        launcher.environment().put("BAILIWICK_AOT", cache);
        Process process = launcher.start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(ended).as("ended, after: %s", text).isTrue();
        return text;
    }

    private static void script(Path file, String command) throws IOException {
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, "#!/usr/bin/env bash\n" + command + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
