package dev.bailiwick.posture.retention;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.access.Outcome;
import dev.bailiwick.posture.jsonapi.answer.Resource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;

/** How long the tenant in scope keeps scans. Every method is a part of its caller's transaction. */
@Component
final class Retention {

    private final JdbcClient jdbc;
    private final RetentionProperties defaults;

    Retention(JdbcClient jdbc, RetentionProperties defaults) {
        this.jdbc = jdbc;
        this.defaults = defaults;
    }

    /**
     * @param days null: for ever
     * @param scans null: any number
     */
    record Limits(@Nullable Integer days, @Nullable Integer scans) {}

    private static final String READ =
            """
            select days, scans from retention
            """;

    /** What the tenant itself says. */
    private Limits own() {
        return jdbc.sql(READ)
                .query((row, n) -> new Limits(number(row, "days"), number(row, "scans")))
                .optional()
                .orElseGet(() -> new Limits(null, null));
    }

    private static @Nullable Integer number(ResultSet row, String column) throws SQLException {
        return row.getObject(column, Integer.class);
    }

    /** What holds: the tenant's, else the server's. */
    Limits limits() {
        Limits own = own();
        return new Limits(
                Optional.ofNullable(own.days()).orElse(defaults.days()),
                Optional.ofNullable(own.scans()).orElse(defaults.scans()));
    }

    Resource shown() {
        Limits own = own();
        return Resource.of(
                        RetentionDeclarations.RETENTIONS, Scopes.requireTenant().tenant().value())
                .with("days", own.days())
                .with("scans", own.scans())
                .with("default_days", defaults.days())
                .with("default_scans", defaults.scans());
    }

    private static final String CHANGE =
            """
            select change_retention(:days, :scans, cast(:changed as text[]))
            """;

    /**
     * On behalf of the principal in scope, who sees everything and may remove scans.
     *
     * @param to null: as the server says
     * @param changed which of its parts to change, by name
     * @throws dev.bailiwick.posture.jsonapi.error.ApiException unless it is done
     */
    void change(Limits to, Set<String> changed) {
        Outcome.of(
                        jdbc.sql(CHANGE)
                                .param("days", to.days(), Types.INTEGER)
                                .param("scans", to.scans(), Types.INTEGER)
                                .param("changed", changed.toArray(String[]::new)))
                .require();
    }
}
