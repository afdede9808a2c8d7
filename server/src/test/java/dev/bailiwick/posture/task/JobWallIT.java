package dev.bailiwick.posture.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.job.JobId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/** What the database itself refuses, with the wall in Java taken away. */
final class JobWallIT {

    private final TestServer server = TestServer.shared();
    private final Tenancy acme = Tenancy.of(server);
    private final Tenancy globex = Tenancy.of(server);
    private final JobId job =
            acme.inTransaction(
                    () ->
                            server.bean(Jobs.class)
                                    .enqueue(
                                            Probe.asks(run -> JobOutcome.done())
                                                    .after(Duration.ofHours(1))));

    @Test
    void anotherTenantSeesNoJobAndChangesNone() throws SQLException {
        assertThat(inTenant(acme, "select id from job where id = ? and state = 'available'"))
                .hasSize(1);
        assertThat(inTenant(globex, "select id from job where id = ?")).isEmpty();
        assertThat(inTenant(globex, "update job set state = 'cancelled' where id = ? returning id"))
                .isEmpty();
        assertThat(inTenant(globex, "delete from job where id = ? returning id")).isEmpty();
    }

    @Test
    void withoutATenantThereAreNoJobs() {
        assertThat(
                        JdbcClient.create(server.app())
                                .sql("select count(*) from job")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void appCannotEnqueueAnotherTenantsJob() {
        assertThatThrownBy(() -> inTenant(globex, "select enqueue_job(?, now())"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no waiting job");
    }

    @ParameterizedTest
    @ValueSource(strings = {"scheduled", "executing", "completed", "failed", "cancelled"})
    void appEnqueuesNoJobOfItsOwnTenantThatIsNotToBegin(String state) {
        server.sql()
                .sql("update job set state = ? where id = ?")
                .params(state, job.value())
                .update();

        assertThatThrownBy(() -> inTenant(acme, "select enqueue_job(?, now())"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no waiting job");
    }

    @Test
    void appTakesNoCancelledJobFromTheProcessThatHasIt() throws SQLException {
        server.sql()
                .sql("update job set state = 'cancelled' where id = ?")
                .param(job.value())
                .update();
        pick(true);
        commit(acme, "select null::uuid from dequeue_job(?)");
        assertThat(JobRow.engineRows(server, job)).isOne();

        pick(false);
        commit(acme, "select null::uuid from dequeue_job(?)");
        assertThat(JobRow.engineRows(server, job)).isZero();
    }

    private void pick(boolean picked) {
        server.sql()
                .sql(
                        "update scheduled_tasks set picked = ?, last_heartbeat = now() where"
                                + " task_instance = ?")
                .params(picked, job.toString())
                .update();
    }

    @Test
    void appTakesNothingOutOfTheQueueButItsOwnTenantsCancelledJobs() throws SQLException {
        dequeue(globex);
        dequeue(acme);
        assertThat(JobRow.engineRows(server, job)).isOne();

        server.sql()
                .sql("update job set state = 'cancelled' where id = ?")
                .param(job.value())
                .update();
        dequeue(globex);
        assertThat(JobRow.engineRows(server, job)).isOne();

        dequeue(acme);
        assertThat(JobRow.engineRows(server, job)).isZero();
    }

    /**
     * Whoever gives a job of their own the id of another tenant's reaches that no more than before.
     */
    @Test
    void aTwinOfAnotherTenantReachesNothingOfTheJobWhoseIdItHas() throws SQLException {
        String row = engineRow();
        twin("cancelled");
        dequeue(globex);
        assertThat(engineRow()).isEqualTo(row);

        twin("available");
        assertThatThrownBy(() -> inTenant(globex, "select enqueue_job(?, '2999-01-01')"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("no waiting job");
        assertThat(engineRow()).isEqualTo(row);

        twin("executing");
        assertThat(
                        query(
                                server.worker(),
                                "select stale_jobs(array[cast(? as uuid)], array[0])",
                                job.value()))
                .as("what runs of globex is nothing that runs of acme")
                .containsExactly(job.value());

        server.sql()
                .sql("update job set state = 'executing' where tenant_id = ? and id = ?")
                .params(acme.id(), job.value())
                .update();
        assertThat(
                        query(
                                server.worker(),
                                "select stale_jobs(array[cast(? as uuid)], array[0])",
                                job.value()))
                .isEmpty();
    }

    /** As nobody but the owner can make one. */
    private void twin(String state) {
        server.sql()
                .sql(
                        """
                        insert into job (tenant_id, id, name, state, queue, correlation)
                        values (?, ?, 'probe', ?, 'general', 'x')
                        on conflict (tenant_id, id) do update set state = excluded.state
                        """)
                .params(globex.id(), job.value(), state)
                .update();
    }

    /** Put into the queue first, it would keep the other from ever getting there. */
    @Test
    void appGivesNoJobTheIdOfAnother() throws SQLException {
        for (String statement :
                List.of(
                        "insert into job (id, name, correlation) values (?, 'probe', 'x') returning"
                                + " id",
                        "update job set id = ? returning id",
                        "update job set tenant_id = ? returning id",
                        "update job set principal_id = ? returning id")) {
            assertThatThrownBy(() -> inTenant(globex, statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied for table job");
        }
    }

    private String engineRow() {
        return server.sql()
                .sql(
                        "select cast(s as text) from scheduled_tasks s where task_instance = ? and"
                                + " tenant_id = ?")
                .params(job.toString(), acme.id())
                .query(String.class)
                .single();
    }

    private void dequeue(Tenancy tenant) throws SQLException {
        commit(tenant, "select null::uuid from dequeue_job(?)");
        commit(tenant, "select null::uuid from leave_queue(?)");
    }

    private void commit(Tenancy tenant, String sql) throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            connection.setAutoCommit(false);
            inTenant(connection, tenant, sql);
            connection.commit();
        }
    }

    @Test
    void appEndsNoJobButItsOwnTenantsAndAsItsAttemptAlone() throws SQLException {
        server.sql()
                .sql("update job set state = 'executing', attempt = 3 where id = ?")
                .param(job.value())
                .update();
        String end =
                "select null::uuid from end_job(?, %d, 'completed', '{}') n where n is not null";

        assertThat(inTenant(globex, end.formatted(3))).isEmpty();
        assertThat(inTenant(acme, end.formatted(2))).isEmpty();
        assertThat(inTenant(acme, end.formatted(3))).hasSize(1);
    }

    @Test
    void appCannotTouchTheEnginesTable() {
        for (String statement :
                List.of(
                        "select stale_jobs(array[cast(? as uuid)], array[1])",
                        "select turn from job_clock where task_name = cast(? as text)",
                        "select version from pick_due_jobs(cast(? as text), 'x', now(), 1, 1,"
                                + " true)",
                        "select several_tenants() from (select ?)",
                        "select seconds from look_at_tasks() where task = cast(? as text)",
                        "select 1 from scheduled_tasks where task_instance = cast(? as text)",
                        "delete from scheduled_tasks where task_instance = cast(? as text)",
                        "select tenant_id from job_tenant(?)")) {
            assertThatThrownBy(() -> inTenant(acme, statement))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    @Test
    void workerLearnsOfAJobWhoseItIsAndOfTenantsNothing() throws SQLException {
        for (String owner : List.of("tenant_id", "principal_id")) {
            assertThat(
                            query(
                                    server.worker(),
                                    "select "
                                            + owner
                                            + " from scheduled_tasks where task_instance = ?",
                                    job.toString()))
                    .containsExactly(owner.equals("tenant_id") ? acme.id() : acme.owner().id());
        }
        for (String table :
                List.of("job", "tenant", "app_user", "membership", "provider", "scan", "finding")) {
            assertThatThrownBy(
                            () ->
                                    query(
                                            server.worker(),
                                            "select null from " + table + " where ? is null",
                                            job.toString()))
                    .as(table)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("permission denied");
        }
    }

    private List<UUID> inTenant(Tenancy tenant, String sql) throws SQLException {
        try (Connection connection = server.app().getConnection()) {
            connection.setAutoCommit(false);
            try {
                return inTenant(connection, tenant, sql);
            } finally {
                connection.rollback();
            }
        }
    }

    private List<UUID> inTenant(Connection connection, Tenancy tenant, String sql)
            throws SQLException {
        try (PreparedStatement context =
                connection.prepareStatement("select set_config('bailiwick.tenant', ?, true)")) {
            context.setString(1, tenant.id().toString());
            context.execute();
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, job.value());
            return read(statement);
        }
    }

    private static List<UUID> query(DataSource source, String sql, Object parameter)
            throws SQLException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            return read(statement);
        }
    }

    private static List<UUID> read(PreparedStatement statement) throws SQLException {
        List<UUID> rows = new java.util.ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rows.add(row.getObject(1, UUID.class));
            }
        }
        return rows;
    }
}
