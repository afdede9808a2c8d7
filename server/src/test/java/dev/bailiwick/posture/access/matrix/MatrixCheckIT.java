package dev.bailiwick.posture.access.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;

/** A server with endpoints that are not as the matrix says. */
final class MatrixCheckIT {

    @Test
    void doesNotStart(@TempDir Path data) {
        Map<String, String> strays =
                Map.of("spring.main.sources", "dev.bailiwick.sample.StrayController");

        Throwable thrown = catchThrowable(() -> TestServer.start(data, strays).close());

        assertThat(thrown)
                .hasStackTraceContaining("2 endpoint(s) are not as matrix.txt says")
                .hasStackTraceContaining("GET /strays: no row")
                .hasStackTraceContaining(
                        "POST /mute-rules: the row says Held[permission=MANAGE_SCANS]");
        TestServer.start(data, Map.of()).close();
    }
}
