package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.access.Visibility;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A scan whose findings are written and that nobody sees. */
public final class UnpublishedScan {

    private UnpublishedScan() {}

    /**
     * Writes findings under a new scan of the tenant's one provider, and leaves it at that. Each by
     * a writer of its own, as if the server had been killed after the one before.
     */
    public static UUID write(TestServer server, UUID tenant, OcsfFinding... findings) {
        UUID provider =
                server.sql()
                        .sql("select id from provider where tenant_id = ?")
                        .param(tenant)
                        .query(UUID.class)
                        .single();
        UUID scan =
                server.sql()
                        .sql("insert into scan (tenant_id, provider_id) values (?, ?) returning id")
                        .params(tenant, provider)
                        .query(UUID.class)
                        .single();
        Scope scope = Visibility.all().within(Scope.Tenant.of(new TenantId(tenant)));
        for (int n = 0; n < findings.length; n++) {
            boolean resumed = n > 0;
            OcsfFinding finding = findings[n];
            Scopes.run(
                    scope, () -> write(server, finding, new Target(provider, scan, true), resumed));
        }
        return scan;
    }

    private static void write(
            TestServer server, OcsfFinding finding, Target target, boolean resumed) {
        FindingWriter writer =
                new FindingWriter(
                        server.bean(JdbcClient.class),
                        server.bean(Providers.class),
                        Map.of(finding.account(), target),
                        resumed);
        new TransactionTemplate(server.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> writer.write(List.of(finding)));
    }
}
