package dev.bailiwick.examples.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

class ClinicsIT {

    @Test
    void leaksWithoutAWallAndNotBehindOne() throws SQLException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();

        Clinics.show(new PrintStream(shown, true, StandardCharsets.UTF_8));

        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("unprotected, North asks: [Nora of North, Sam of South]")
                .contains("behind the wall, nobody asks: No scope on thread")
                .contains("behind the wall, North asks: [Nora of North]")
                .contains("behind the wall, South asks: [Sam of South]")
                .contains("violates row-level security policy");
    }
}
