package dev.bailiwick.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.testbed.Sql;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

class NameIT {

    @Test
    void aNameIsQuotedWhenPostgresqlWouldQuoteIt() throws SQLException {
        try (Connection connection = School.database().app().getConnection()) {
            List<String> words = Sql.list(connection, "select word from pg_get_keywords()");
            List<String> quoted =
                    Sql.list(connection, "select quote_ident(word) from pg_get_keywords()");

            assertThat(words).hasSizeGreaterThan(400);
            assertThat(words.stream().map(Name::quoted)).containsExactlyElementsOf(quoted);
        }
    }
}
