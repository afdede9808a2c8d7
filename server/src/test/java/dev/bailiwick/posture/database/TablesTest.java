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

    /** The first of them came with the first step, those of numbers later. */
    @Test
    void theFunctionsOfThePoliciesAreTheGeneratedOnes() throws IOException {
        String first = WallSql.functions();

        assertThat(step("V001__bailiwick")).isEqualTo(first);
        assertThat(step("V017__visibility"))
                .contains(WallSql.functions(Tables.wall()).substring(first.length()));
        assertThat(step("V025__epoch_asked_once")).contains(WallSql.epoch(Tables.wall()));
    }

    private static String step(String name) throws IOException {
        return Files.readString(Path.of("src/main/resources/db/migration", name + ".sql"));
    }
}
