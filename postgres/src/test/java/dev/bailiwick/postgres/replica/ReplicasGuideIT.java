package dev.bailiwick.postgres.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.School;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/** What {@code docs/toolkit/replicas.md} shows does what it says. */
@Tag("standby")
class ReplicasGuideIT {

    private static final String PUPILS = "select name from pupil";

    @Test
    void aRequestReadsWhatTheOneBeforeItWroteThroughAnotherProcess()
            throws SQLException, IOException {
        TestDatabase database = School.database();
        try (Standby standby = Replicas.follow(database);
                ReplicatedDataSource one = opened(database.app(), standby.of(database.app()));
                ReplicatedDataSource other = opened(database.app(), standby.of(database.app()))) {
            Replicas.eventually(
                    () ->
                            Replicas.readOnly(other, School.acme(), "select pg_is_in_recovery()")
                                    .contains("t"));
            standby.pause();

            String cookie =
                    answered(
                            Optional.empty(),
                            () -> {
                                Sql.update(
                                        one,
                                        School.acme(),
                                        "insert into pupil (name) values ('acme-told')");
                                return List.of();
                            });

            assertThat(read(other)).as("the control").doesNotContain("acme-told");
            answered(
                    Optional.of(cookie),
                    () -> {
                        assertThat(read(other)).contains("acme-told");
                        return List.of();
                    });
            standby.resume();
        }
    }

    private static ReplicatedDataSource opened(DataSource primaryPool, DataSource replicaPool)
            throws SQLException {
        Wall wall = School.WALL;
        // snippet opened
        ReplicatedDataSource source =
                ReplicatedDataSource.of(
                        primaryPool,
                        List.of(replicaPool),
                        pool -> ScopedDataSource.of(pool, wall), // the same wall on each
                        Gate.of(wall),
                        Routing.defaults().withStaleness(Duration.ofSeconds(30)));
        source.check(); // in place of gate.check(pool)
        // end
        return source;
    }

    private static String answered(Optional<String> cookie, Request request) throws SQLException {
        // snippet session
        LogPosition from =
                cookie.map(LogPosition::parse).orElse(LogPosition.START); // refuses what is none
        String next =
                ReadYourWrites.call(
                        from,
                        () -> {
                            request.handle();
                            return ReadYourWrites.position().orElseThrow().toString();
                        });
        // end
        return next;
    }

    private static List<String> read(DataSource source) throws SQLException {
        return Replicas.readOnly(source, School.acme(), PUPILS);
    }

    /** What is done for one request of a session. */
    interface Request {

        List<String> handle() throws SQLException;
    }
}
