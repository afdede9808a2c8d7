package dev.bailiwick.posture.summary;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Reads the summaries of scans: from where they are kept, or worked out where they are not yet, so
 * that nobody sees less for a while. Every method is a part of its caller's transaction.
 */
@Component
public final class Summaries {

    private final JdbcClient jdbc;

    Summaries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param total and {@code failed} without what is muted
     */
    public record SurfaceCount(String surface, long total, long failed, long mutedFailed) {}

    /** By attack surface, over all the scans; none where nothing was looked for. */
    public List<SurfaceCount> attackSurfaces(Collection<UUID> scans) {
        return read(
                        """
                        select attack_surface, sum(total_findings) as total, sum(failed_findings) as failed,
                               sum(muted_failed_findings) as muted_failed
                        from (%s) summary
                        group by attack_surface
                        order by attack_surface
                        """,
                        Summary.ATTACK_SURFACES, scans)
                .query(
                        (row, n) ->
                                new SurfaceCount(
                                        row.getString("attack_surface"),
                                        row.getLong("total"),
                                        row.getLong("failed"),
                                        row.getLong("muted_failed")))
                .list();
    }

    /**
     * Without what is muted.
     *
     * @param severity as findings have it, from 0 for the worst
     * @param resources of the name, of whatever severity; 0 where they are not counted
     */
    public record NamedCount(
            String name, int severity, long total, long failed, long newFailed, long resources) {}

    /** By category and severity, over all the scans. */
    public List<NamedCount> categories(Collection<UUID> scans) {
        return read(
                        """
                        select category as name, severity, sum(total_findings) as total, sum(failed_findings) as failed,
                               sum(new_failed_findings) as new_failed, 0 as resources
                        from (%s) summary
                        group by category, severity
                        order by category, severity
                        """,
                        Summary.CATEGORIES, scans)
                .query((row, n) -> named(row))
                .list();
    }

    /** By group of resources and severity, over all the scans. */
    public List<NamedCount> resourceGroups(Collection<UUID> scans) {
        return read(
                        """
                        with summary as (%s),
                        seen as (
                            select resource_group, sum(resources) as resources
                            from (select scan_id, resource_group, max(resources_count) as resources
                                  from summary group by scan_id, resource_group) of_scan
                            group by resource_group)
                        select resource_group as name, severity, sum(total_findings) as total, sum(failed_findings) as failed,
                               sum(new_failed_findings) as new_failed, min(seen.resources) as resources
                        from summary join seen using (resource_group)
                        group by resource_group, severity
                        order by resource_group, severity
                        """,
                        Summary.RESOURCE_GROUPS, scans)
                .query((row, n) -> named(row))
                .list();
    }

    private static NamedCount named(ResultSet row) throws SQLException {
        return new NamedCount(
                row.getString("name"),
                row.getInt("severity"),
                row.getLong("total"),
                row.getLong("failed"),
                row.getLong("new_failed"),
                row.getLong("resources"));
    }

    private static final String NOT_KEPT =
            """
            select id from scan where id = any (:scans) and summarised_at is null
            """;

    private JdbcClient.StatementSpec read(
            String statement, Summary summary, Collection<UUID> scans) {
        UUID[] all = scans.toArray(UUID[]::new);
        Set<UUID> open =
                jdbc.sql(NOT_KEPT)
                        .param("scans", all)
                        .query((row, n) -> row.getObject("id", UUID.class))
                        .set();
        return jdbc.sql(statement.formatted(summary.read()))
                .param("scans", open.toArray(UUID[]::new))
                .param(
                        "kept",
                        scans.stream().filter(scan -> !open.contains(scan)).toArray(UUID[]::new));
    }
}
