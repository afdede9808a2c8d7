package dev.bailiwick.posture.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.database.login.Login;
import dev.bailiwick.posture.database.login.LoginRole;

import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

import java.time.Duration;

final class PoolsIT {

    private final TestServer server = TestServer.shared();
    private final Login worker = server.bean(Database.class).login(LoginRole.WORKER);

    /** As of a machine that has vanished: the server here is asleep for a minute. */
    @Test
    void theImpatientWaitForNoAnswerThatDoesNotCome() {
        try (HikariDataSource pool =
                Pools.impatient(worker, "impatient", 0, 1, Duration.ofSeconds(4))) {
            JdbcClient jdbc = JdbcClient.create(pool);

            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> jdbc.sql("select pg_sleep(60)").query().listOfRows());
            assertThat(jdbc.sql("select 7").query(Integer.class).single())
                    .as("by another connection")
                    .isEqualTo(7);
        }
    }

    @Test
    void whoLooksAfterJobsIsImpatient() {
        HikariDataSource pool =
                new DatabaseConfiguration()
                        .worker(
                                server.bean(Database.class),
                                new DatabaseProperties(null, false, 1, 1, 1));
        try (pool) {
            assertThat(pool.getDataSourceProperties()).containsEntry("socketTimeout", "30");
        }
    }
}
