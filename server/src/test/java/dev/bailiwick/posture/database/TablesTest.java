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

    private static final Path STEPS = Path.of("src/main/resources/db/migration");

    @Test
    void theIsolationMigrationIsTheOneGeneratedFromTheTables() throws IOException {
        assertGenerated("R__isolation", WallSql.isolation(Tables.wall()));
    }

    @Test
    void theStepOfTheEpochIsTheOneGeneratedFromTheTables() throws IOException {
        assertGenerated("R__functions_epoch", WallSql.epoch(Tables.wall()));
    }

    /** The first of them came with the first step, those of numbers later. */
    @Test
    void theFunctionsOfThePoliciesAreTheGeneratedOnes() throws IOException {
        String first = WallSql.functions();

        assertThat(step("V001__bailiwick")).isEqualTo(first);
        assertThat(step("V017__visibility"))
                .contains(WallSql.functions(Tables.wall()).substring(first.length()));
    }

    private static void assertGenerated(String step, String generated) throws IOException {
        if ("write".equals(System.getProperty("isolation"))) {
            Files.writeString(file(step), generated);
        }
        assertThat(step(step)).isEqualTo(generated);
    }

    private static String step(String name) throws IOException {
        return Files.readString(file(name));
    }

    private static Path file(String step) {
        return STEPS.resolve(step + ".sql");
    }
}
