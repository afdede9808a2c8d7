package dev.bailiwick.posture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own: what a terminal, an operator and a power cut do to it. */
final class ServeIT {

    @TempDir private Path room;

    private final List<ServerProcess> started = new ArrayList<>();

    @AfterEach
    void stopWhatStillRuns() throws Exception {
        for (ServerProcess process : started) {
            process.close();
        }
    }

    @Test
    void survivesAKillAndStopsCleanlyWhenAsked() throws Exception {
        Path data = room.resolve("data");
        ServerProcess killed = serve("--data", data.toString());
        assertThat(answers(killed)).isTrue();
        assertThat(killed.output()).contains("Next, make an account", "curl -X POST");
        ProcessHandle postgres = postmaster(data);
        String description = killed.api().get("schema").expect(200).body();

        killed.kill();
        assertThat(postgres.isAlive()).as("the database outlives its server").isTrue();

        ServerProcess again = serve("--data", data.toString());
        assertThat(answers(again)).isTrue();
        assertThat(again.output()).contains("stopping the PostgreSQL that a killed server left");
        assertThat(postgres.isAlive()).isFalse();
        assertThat(again.api().get("schema").expect(200).body()).isEqualTo(description);
        ProcessHandle second = postmaster(data);

        again.process().destroy();
        assertThat(again.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(again.process().exitValue()).as("ended by SIGTERM").isEqualTo(143);
        second.onExit().get(2, TimeUnit.MINUTES);
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void saysInOneLineThatTheDirectoryIsTaken() throws Exception {
        Path data = TestServer.shared().data();

        ServerProcess refused = serve("--data", data.toString());

        assertThat(refused.process().waitFor(ServerProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .isTrue();
        assertThat(refused.process().exitValue()).isEqualTo(2);
        assertThat(refused.output().lines())
                .singleElement()
                .asString()
                .startsWith("bailiwick: The data directory " + data)
                .contains("in use by process " + ProcessHandle.current().pid());
    }

    private ServerProcess serve(String... options) throws IOException {
        ServerProcess process =
                ServerProcess.serve(room.resolve("output-" + started.size()), options);
        started.add(process);
        return process;
    }

    private static boolean answers(ServerProcess process) throws Exception {
        return process.api().get("nothing-of-this-name").status() == 404;
    }

    private static ProcessHandle postmaster(Path data) throws IOException {
        List<String> lines = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        return ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
    }
}
