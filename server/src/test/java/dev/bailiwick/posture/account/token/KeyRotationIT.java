package dev.bailiwick.posture.account.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

final class KeyRotationIT {

    @Test
    void takesAKeyUpAndGivesOneUpWhileTheServerRuns(@TempDir Path data) throws IOException {
        try (TestServer server = TestServer.start(data, Map.of())) {
            Path first = keys(data).getFirst();
            String email = Tenancy.email();
            Api early = server.api().signUp(email);

            assertThat(rotate(data)).isZero();

            early.get("users/me").expect(200);
            assertThat(keys(data)).hasSize(2);

            Files.delete(first);
            Eventually.holds(() -> early.get("users/me").status() == 401);
            server.api().signIn(email).get("users/me").expect(200);
        }
    }

    @Test
    void saysWhereItFindsNoKeys(@TempDir Path data) {
        StringWriter said = new StringWriter();
        CommandLine line = new CommandLine(new RotateKeysCommand());
        line.setErr(new PrintWriter(said));
        line.setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 2;
                });

        assertThat(line.execute("--data", data.toString())).isEqualTo(2);
        assertThat(said.toString()).contains("There are no keys in").contains("--data");
    }

    private static int rotate(Path data) {
        return new CommandLine(new RotateKeysCommand()).execute("--data", data.toString());
    }

    private static List<Path> keys(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("keys"))) {
            return files.sorted().toList();
        }
    }
}
