package dev.bailiwick.posture.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.posture.TestServer;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Which tenants let their members in and their work go on. */
final class OpenTenantsIT {

    private static final Path MAIN = Path.of("src/main");

    private static final String OPEN =
            """
            select concat_ws(' ', status, deleted_at)
            from unnest(array['trial', 'active', 'suspended', 'cancelled', 'archived']) status,
                 unnest(array[null, date '2026-01-01']) deleted_at
            where is_open(jsonb_populate_record(
                null::tenant, jsonb_build_object('status', status, 'deleted_at', deleted_at)))
            """;

    @Test
    void areThoseOnTrialAndTheActiveOnesUnlessTheyAreDeleted() {
        assertThat(
                        JdbcClient.create(TestServer.shared().app())
                                .sql(OPEN)
                                .query(String.class)
                                .list())
                .containsExactlyInAnyOrder("trial", "active");
    }

    @Test
    void areToldInOnePlace() throws IOException {
        try (Stream<Path> files = Files.walk(MAIN)) {
            List<String> telling =
                    files.filter(Files::isRegularFile)
                            .filter(file -> !name(file).matches("V\\d+__.*"))
                            .filter(OpenTenantsIT::tells)
                            .map(OpenTenantsIT::name)
                            .toList();
            assertThat(telling).containsExactly("R__functions_authority.sql");
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static boolean tells(Path file) {
        try {
            String text = Files.readString(file);
            return text.contains("'trial'") || text.contains("\"trial\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
