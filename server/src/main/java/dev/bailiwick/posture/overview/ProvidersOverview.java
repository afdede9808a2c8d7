package dev.bailiwick.posture.overview;

import dev.bailiwick.posture.jsonapi.Declarations;
import dev.bailiwick.posture.jsonapi.Listing;
import dev.bailiwick.posture.jsonapi.ResourceType;
import dev.bailiwick.posture.jsonapi.answer.Resource;
import dev.bailiwick.posture.jsonapi.value.Kind;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What the last scans found by kind of provider. */
@Configuration(proxyBeanMethods = false)
class ProvidersOverview {

    private static final ResourceType KINDS =
            ResourceType.named("providers-overview")
                    .attribute(
                            "findings",
                            Kind.object(
                                    Map.of(
                                            "pass", Kind.bigInteger(),
                                            "fail", Kind.bigInteger(),
                                            "muted", Kind.bigInteger(),
                                            "total", Kind.bigInteger())))
                    .attribute("resources", Kind.object(Map.of("total", Kind.bigInteger())))
                    .build();

    private final JdbcClient jdbc;

    ProvidersOverview(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Bean
    Declarations providersOverviewTypes() {
        return Declarations.of(KINDS, Listing.of(KINDS).whole().build());
    }

    // pass and fail leave out what is muted, the total does not; resources are all that were ever
    // seen, but for those that only an unpublished scan knows
    private static final String READ =
            """
            select p.provider as kind,
                   coalesce(sum(f.pass), 0)::bigint as pass, coalesce(sum(f.fail), 0)::bigint as fail,
                   coalesce(sum(f.muted), 0)::bigint as muted, coalesce(sum(f.total), 0)::bigint as total,
                   sum(r.total)::bigint as resources
            from provider p
            cross join lateral (
                select sum(c.findings) filter (where c.status = 1 and not c.muted) as pass,
                       sum(c.findings) filter (where c.status = 0 and not c.muted) as fail,
                       sum(c.findings) filter (where c.muted) as muted,
                       sum(c.findings) as total
                from scan_count c
                where c.scan_id = p.latest_scan_id) f
            cross join lateral (
                select count(*) as total
                from resource o
                where o.provider_id = p.id
                  and (select s.published_at is not null
                              or s.deleted_at is not null and exists (
                                  select from scan_resource seen join scan other on other.id = seen.scan_id
                                  where seen.resource_id = o.id and other.published_at is not null)
                       from scan s where s.id = o.first_scan_id)) r
            where p.deleted_at is null and p.latest_scan_id is not null
            group by p.provider
            order by p.provider
            """;

    /** One for each kind that has been scanned, in the order of their names. */
    List<Resource> read() {
        return jdbc.sql(READ).query((row, n) -> kind(row)).list();
    }

    private static Resource kind(ResultSet row) throws SQLException {
        return Resource.of(KINDS, row.getString("kind"))
                .with(
                        "findings",
                        Map.of(
                                "pass", row.getLong("pass"),
                                "fail", row.getLong("fail"),
                                "muted", row.getLong("muted"),
                                "total", row.getLong("total")))
                .with("resources", Map.of("total", row.getLong("resources")));
    }
}
