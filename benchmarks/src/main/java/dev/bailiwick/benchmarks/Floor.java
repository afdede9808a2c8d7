package dev.bailiwick.benchmarks;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The least that a page of findings and its count can cost: the best statements that we know, sent
 * by hand as the role that serves requests, under the same policies.
 */
@SuppressWarnings("InlineFormatString") // statements stand by themselves
record Floor(String scans, String where, String order, String count) {

    private static final String OF_DAY =
            """
            select coalesce(array_agg(s.id), '{}') from scan s
            join provider p on p.tenant_id = s.tenant_id and p.id = s.provider_id
            where s.published_at is not null and p.deleted_at is null
              and s.last_finding_id >= ? and s.first_finding_id < ?
            """;

    private static final String LATEST =
            """
            select coalesce(array_agg(p.latest_scan_id), '{}') from provider p
            where p.deleted_at is null and p.latest_scan_id is not null
            """;

    private static final String CONTEXT =
            """
            select set_config('bailiwick.tenant', ?, true), set_config('bailiwick.principal', '', true),
                set_config('bailiwick.providers', 'all', true)
            """;

    private static final String PAGE =
            """
            select f.id, f.uid, f.delta, f.status, f.status_extended, f.severity, f.check_id, f.first_seen_at,
                f.updated_at, f.muted, f.muted_reason, f.raw_result, f.scan_id, f.resource_id, m.metadata, m.categories
            from (select * from finding where scan_id = any (?) %s order by %s limit 10) f
            join check_metadata m on m.tenant_id = f.tenant_id and m.id = f.check_metadata_id
            """;

    private static final String COUNT = "select sum(findings) from %s where scan_id = any (?) %s";

    static Floor day() {
        return new Floor(OF_DAY, "and id >= ? and id < ?", "id desc", "scan_count");
    }

    static Floor latest() {
        return new Floor(LATEST, "", "id desc", "scan_count");
    }

    static Floor failedOfService() {
        return new Floor(
                OF_DAY,
                "and status = 0 and service = 's3' and id >= ? and id < ?",
                "severity desc, id desc",
                "scan_breakdown");
    }

    /** The middle one of the times, in milliseconds. */
    double measure(Connection app, String tenant, IdRange range, int times) throws SQLException {
        try (Statement settings = app.createStatement()) {
            // planned for the values at hand: without them the planner leaves the order of the ids
            settings.execute("set plan_cache_mode = force_custom_plan");
        }
        app.setAutoCommit(false);
        List<Double> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            long begun = System.nanoTime();
            once(app, tenant, range);
            taken.add((System.nanoTime() - begun) / 1e6);
        }
        Collections.sort(taken);
        return taken.get(times / 2);
    }

    private void once(Connection app, String tenant, IdRange range) throws SQLException {
        try (PreparedStatement context = app.prepareStatement(CONTEXT)) {
            context.setString(1, tenant);
            context.execute();
        }
        Object ids = rows(app, scans, null, range);
        String narrowed = where.replace("and id >= ? and id < ?", "");
        rows(app, COUNT.formatted(count, narrowed), ids, null);
        rows(app, PAGE.formatted(where, order), ids, where.contains("?") ? range : null);
        app.commit();
    }

    private static Object rows(
            Connection app, String sql, @Nullable Object ids, @Nullable IdRange range)
            throws SQLException {
        try (PreparedStatement statement = app.prepareStatement(sql)) {
            int next = 1;
            if (ids != null) {
                statement.setObject(next++, ids);
            }
            if (range != null && sql.contains("< ?")) {
                statement.setObject(next++, range.first());
                statement.setObject(next, range.end());
            }
            try (ResultSet rows = statement.executeQuery()) {
                Object last = "";
                while (rows.next()) {
                    last = rows.getObject(1);
                }
                return last;
            }
        }
    }
}
