package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.audit.RefusalSums;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

import javax.sql.DataSource;

/** What {@code docs/toolkit/audit.md} shows, run. */
class AuditGuideIT {

    /** As an application has it: no scope of a principal goes without an epoch. */
    private static final Wall WALL = League.WALL.checkingEpoch(AuthoritySql.epochs());

    @Test
    void whatIsDoneAndRefusedIsReadAndKept() throws Exception {
        TestDatabase database = League.database();
        database.asOwner(WallSql.epoch(WALL));
        DataSource appPool = database.app();
        DataSource auditPool = database.app();
        DataSource maintenancePool = database.as("league_maint");
        DataSource maintenanceAuditPool = database.as("league_maint");

        // snippet trail
        AuditTrail trail = new AuditTrail(ScopedDataSource.of(auditPool, WALL));
        RefusalSums refusals = RefusalSums.started(trail); // to be closed with the process
        MaintenanceTrail runs = new MaintenanceTrail(maintenanceAuditPool, "host/process");

        ScopedDataSource scoped =
                ScopedDataSource.of(appPool, WALL)
                        .or(ScopedDataSource.maintenance(maintenancePool, runs))
                        .recordingCrossings(trail);
        Members members = new Members(scoped, MODEL, refusals);
        // end
        Scopes.call(
                members.holding(BEN, ACME).orElseThrow().scope(),
                () -> members.give(DAN, Set.of(MEMBER)));
        Scopes.call(
                members.holding(DAN, ACME).orElseThrow().scope(),
                () -> members.give(DAN, Set.of(League.ADMIN)));
        refusals.close();

        StringBuilder file = new StringBuilder();
        Instant from = Instant.now().minus(Duration.ofHours(3));
        database.asSuperuser(
                League.WITHOUT_TRIGGERS,
                "update bailiwick_authority.audit set at = at - interval '2 hours'"); // time passes
        // snippet export
        AuditExport export = new AuditExport(scoped, refusals);
        Scopes.call(
                members.holding(ANN, ACME).orElseThrow().scope(),
                () -> {
                    Instant until = export.settled(); // and the next time from there
                    export.write(from, until, file); // JSON lines, to any Appendable
                    return until;
                });
        // end

        // snippet sweep
        AuditSweep sweep = new AuditSweep(scoped, Duration.ofDays(365));
        long removed = sweep.run();
        // end

        assertThat(file.toString().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("\"what\":\"member.changed\""))
                .anyMatch(line -> line.contains("\"kind\":\"refused\",\"what\":\"forbidden\""));
        assertThat(removed).isZero();
    }
}
