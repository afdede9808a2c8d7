package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What routing takes out of the pools: one connection of each server, and no more. */
@Tag("standby")
class ReplicaPoolsIT {

    private static final String PUPILS = "select name from pupil";

    private static TestDatabase database;
    private static Standby standby;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = School.database();
        standby = Standby.create();
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    @Test
    void whoeverGoesBackAndForthTakesOneConnectionOfEachServer() throws SQLException {
        try (Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
            replicas.awaitUse();
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = replicas.source().getConnection()) {
                            for (int run = 0; run < 40; run++) {
                                connection.setReadOnly(run % 2 == 0);
                                assertThat(Replicas.isOnReplica(connection))
                                        .isEqualTo(run % 2 == 0);
                            }
                            Replicas.eventually(() -> taken(replicas.primary()) == 1);
                            Replicas.eventually(() -> taken(replicas.replica()) == 1);
                        }
                        return 0;
                    });
            Replicas.eventually(() -> taken(replicas.primary()) == 0);
        }
    }

    @Test
    void whatWasReadOnAServerStaysOpenWhileAnotherIsUsed() throws SQLException {
        try (Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
            replicas.awaitUse();
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = replicas.source().getConnection()) {
                            connection.setReadOnly(true);
                            PreparedStatement made = connection.prepareStatement(PUPILS);
                            ResultSet read = made.executeQuery();
                            connection.setReadOnly(false);
                            assertThat(Replicas.isOnReplica(connection)).isFalse();

                            int rows = 0;
                            while (read.next()) {
                                rows++;
                            }
                            assertThat(rows).isEqualTo(9);
                        }
                        return 0;
                    });
        }
    }

    /** Looked at seldom, so that the replica's loss is told by the statement that meets it. */
    @Test
    void aConnectionThatWasLostIsNotGoneBackTo() throws SQLException {
        Routing seldom = Replicas.ROUTING.withInterval(Duration.ofSeconds(2));
        try (Replicas replicas = Replicas.of(database, standby, seldom)) {
            replicas.awaitUse();
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = replicas.source().getConnection()) {
                            connection.setReadOnly(true);
                            assertThat(Replicas.isOnReplica(connection)).isTrue();
                            boolean back = isBackAfterALoss(connection);
                            // it may have been looked at in between: not each time
                            for (int run = 0; back && run < 5; run++) {
                                back = isBackAfterALoss(connection);
                            }
                            assertThat(back).as("until it was looked at again").isFalse();
                            List<String> failures = new ArrayList<>();
                            Replicas.eventually(() -> isBackOnReplica(connection, failures));
                            assertThat(failures).isEmpty();
                        }
                        return 0;
                    });
        }
    }

    private static boolean isBackAfterALoss(Connection connection) throws SQLException {
        standby.disconnect(database.app());
        assertThat(Sql.stateOf(() -> Sql.list(connection, PUPILS))).matches("08...|57P..");
        return Replicas.isOnReplica(connection);
    }

    private static boolean isBackOnReplica(Connection connection, List<String> failures)
            throws SQLException {
        try {
            connection.setReadOnly(false);
            connection.setReadOnly(true);
            return Replicas.isOnReplica(connection);
        } catch (SQLException failure) {
            failures.add(failure.getSQLState());
            throw failure;
        }
    }

    @Test
    void poolsOfOneConnectionAreEnough() throws SQLException {
        try (Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING, 1)) {
            replicas.awaitUse();

            assertThat(Replicas.readOnly(replicas.source(), School.acme(), PUPILS)).hasSize(9);
        }
    }

    private static int taken(HikariDataSource pool) {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }
}
