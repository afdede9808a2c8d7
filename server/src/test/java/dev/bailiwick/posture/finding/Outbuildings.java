package dev.bailiwick.posture.finding;

import static dev.bailiwick.posture.Api.document;

import dev.bailiwick.posture.Api;
import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.List;
import java.util.Map;

/** What no upload makes of a provider: rows in the tables that an orchard leaves empty. */
final class Outbuildings {

    private static final List<String> ROWS =
            List.of(
                    "insert into schedule (tenant_id, provider_id, cron, zone, paused)"
                            + " select tenant_id, id, '0 3 * * *', 'UTC', true from provider"
                            + " where tenant_id = ?",
                    "insert into scan_attack_surface (tenant_id, scan_id, provider_id,"
                            + " attack_surface, total_findings, failed_findings,"
                            + " muted_failed_findings) select tenant_id, id, provider_id,"
                            + " 'secrets', 7, 5, 3 from scan where tenant_id = ?",
                    "insert into resource_change (tenant_id, scan_id, resource_id, provider_id,"
                            + " name, region, service, type, groups, tags) select tenant_id,"
                            + " first_scan_id, id, provider_id, name, region, service, type,"
                            + " groups, tags from resource where tenant_id = ?");

    private Outbuildings() {}

    /** Of each provider of a tenant, once all that was asked for has been done. */
    static void raise(Tenancy tenancy) {
        JdbcClient sql = tenancy.server().sql();
        Eventually.holds(() -> open(tenancy) == 0);
        ROWS.forEach(statement -> sql.sql(statement).param(tenancy.id()).update());
        tenancy.api()
                .get("providers")
                .expect(200)
                .ids()
                .forEach(provider -> credentials(tenancy.api(), provider));
    }

    private static long open(Tenancy tenancy) {
        return tenancy.server()
                .sql()
                .sql(
                        "select count(*) from job where tenant_id = ? and state in ('available',"
                                + " 'scheduled', 'executing')")
                .param(tenancy.id())
                .query(Long.class)
                .single();
    }

    private static void credentials(Api api, String provider) {
        Map<String, Object> attributes =
                Map.of(
                        "name", "shed key",
                        "secret_type", "static",
                        "secret",
                                Map.of("aws_access_key_id", "id", "aws_secret_access_key", "key"));
        api.post(
                        "providers/secrets",
                        document(
                                "provider-secrets",
                                attributes,
                                Map.of("provider", Api.link("providers", provider))))
                .expect(201);
    }
}
