package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.WallSql;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The committed migration is what the declaration says. To write it again after a change of {@link
 * Tables}, run this test with {@code -Disolation=write}.
 */
final class TablesTest {

    private static final Path MIGRATION =
            Path.of("src/main/resources/db/migration/R__isolation.sql");

    @Test
    void theIsolationMigrationIsTheOneGeneratedFromTheTables() throws IOException {
        String generated = WallSql.isolation(Tables.wall());
        if ("write".equals(System.getProperty("isolation"))) {
            Files.writeString(MIGRATION, generated);
        }

        assertThat(Files.readString(MIGRATION)).isEqualTo(generated);
    }

    @Test
    void theFunctionsOfThePoliciesAreTheGeneratedOnes() throws IOException {
        assertThat(Files.readString(Path.of("src/main/resources/db/migration/V001__bailiwick.sql")))
                .isEqualTo(WallSql.functions());
    }
}
