package dev.bailiwick.posture.retention;

import static dev.bailiwick.posture.Api.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.Jobs;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The daily round through all tenants. */
final class DailyRetentionIT {

    private final TestServer server = TestServer.shared();

    @Test
    void theTroubleOfOneTenantIsNotThatOfThoseBehindIt() {
        Tenancy acme = tenancy();
        Tenancy zeta = tenancy();
        FailingOnce transactions =
                new FailingOnce(
                        server.bean(PlatformTransactionManager.class),
                        Set.of(acme.id(), zeta.id()));

        new DailyRetention(
                        server.worker(),
                        new RetentionProperties(null, null),
                        server.bean(Jobs.class),
                        transactions)
                .keep();

        assertThat(transactions.failed).hasSize(1);
        Tenancy behind = transactions.failed.contains(acme.id()) ? zeta : acme;
        assertThat(behind.api().get("tasks?filter[name]=scan-retention").expect(200).items())
                .hasSize(1);
    }

    private Tenancy tenancy() {
        Tenancy made = Tenancy.of(server);
        made.api()
                .patch(
                        "retention",
                        document("retentions", made.id().toString(), Map.of("scans", 3)))
                .expect(200);
        return made;
    }

    /** Begins no transaction for the first of some tenants. */
    private static final class FailingOnce implements PlatformTransactionManager {

        private final PlatformTransactionManager all;
        private final Set<UUID> some;
        private final List<UUID> failed = new ArrayList<>();

        private FailingOnce(PlatformTransactionManager all, Set<UUID> some) {
            this.all = all;
            this.some = some;
        }

        @Override
        public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
            UUID tenant = Scopes.requireTenant().tenant().value();
            if (failed.isEmpty() && some.contains(tenant)) {
                failed.add(tenant);
                throw new QueryTimeoutException("made up");
            }
            return all.getTransaction(definition);
        }

        @Override
        public void commit(TransactionStatus status) {
            all.commit(status);
        }

        @Override
        public void rollback(TransactionStatus status) {
            all.rollback(status);
        }
    }
}
