package dev.bailiwick.posture.scan.removal;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.jsonapi.answer.Resource;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

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

    private static final String KEEP_DAYS =
            """
            insert into retention (days) values (:value)
            on conflict (tenant_id) do update set days = excluded.days, updated_at = now()
            """;

    /** Null: as the server says. */
    void keepDays(@Nullable Integer days) {
        jdbc.sql(KEEP_DAYS).param("value", days).update();
    }

    private static final String KEEP_SCANS =
            """
            insert into retention (scans) values (:value)
            on conflict (tenant_id) do update set scans = excluded.scans, updated_at = now()
            """;

    /** Null: as the server says. */
    void keepScans(@Nullable Integer scans) {
        jdbc.sql(KEEP_SCANS).param("value", scans).update();
    }
}
