package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.Scopes;
import dev.bailiwick.postgres.School;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Replicas that are lost, come back, or become something else. */
@Tag("standby")
class ReplicaLossIT {

    private static final String PUPILS = "select name from pupil";

    @Test
    void aReplicaThatIsGoneIsDoneWithoutUntilItIsBack() throws SQLException, IOException {
        TestDatabase database = School.database();
        try (Standby standby = Standby.create();
                Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
            replicas.awaitUse();
            Scopes.call(
                    School.acme(),
                    () -> {
                        try (Connection connection = replicas.source().getConnection()) {
                            connection.setReadOnly(true);
                            connection.setAutoCommit(false);
                            assertThat(Replicas.isOnReplica(connection)).isTrue();
                            stop(standby);

                            assertThat(Sql.stateOf(() -> Sql.list(connection, PUPILS)))
                                    .as("the transaction is lost, and not tried again elsewhere")
                                    .matches("08...|57P..");
                        }
                        return 0;
                    });

            for (int run = 0; run < 20; run++) {
                assertThat(Replicas.readOnly(replicas.source(), School.acme(), PUPILS)).hasSize(9);
                assertThat(replicas.isOnReplica(School.bolt())).isFalse();
            }

            standby.start();
            replicas.awaitUse();
        }
    }

    @Test
    void aReplicaThatWasPromotedIsNotUsed() throws SQLException, IOException {
        TestDatabase database = School.database();
        try (Standby standby = Standby.create();
                Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
            replicas.awaitUse();
            standby.promote();
            try (Connection former = standby.of(database.app()).getConnection()) {
                Replicas.eventually(
                        () -> Sql.list(former, "select pg_is_in_recovery()").contains("f"));
            }

            Replicas.eventually(
                    () ->
                            servedBy(replicas)
                                    .equals(Integer.toString(database.app().getPortNumbers()[0])));
            for (int run = 0; run < 20; run++) {
                assertThat(servedBy(replicas))
                        .isEqualTo(Integer.toString(database.app().getPortNumbers()[0]));
            }
        }
    }

    @Test
    void withoutAnyReplicaThePrimaryServes() throws SQLException, IOException {
        TestDatabase database = School.database();
        try (Standby standby = Standby.create()) {
            standby.stop();
            try (Replicas replicas = Replicas.of(database, standby, Replicas.ROUTING)) {
                assertThat(Replicas.readOnly(replicas.source(), School.acme(), PUPILS)).hasSize(9);
                standby.start();
                replicas.awaitUse();
            }
        }
    }

    private static String servedBy(Replicas replicas) throws SQLException {
        return Replicas.readOnly(replicas.source(), School.bolt(), "select current_setting('port')")
                .getFirst();
    }

    private static void stop(Standby standby) {
        try {
            standby.stop();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
