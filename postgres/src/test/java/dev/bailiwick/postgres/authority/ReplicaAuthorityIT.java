package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.LiveAuthorityIT.LIVE;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.postgres.replica.ReplicatedDataSource;
import dev.bailiwick.postgres.replica.Routing;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.Standby;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * A replica compares epochs with what it shows: with what holds on the primary, but for its lag.
 */
@Tag("standby")
class ReplicaAuthorityIT {

    private static final String TOLD =
            """
            select bailiwick.check_epoch() from (select set_config('bailiwick.tenant', ?, false),
                set_config('bailiwick.principal', ?, false), set_config('bailiwick.epoch', ?, false) offset 0) as told
            """;

    private static TestDatabase database;
    private static Standby standby;

    /** Another process, where authority is changed. */
    private static ScopedDataSource office;

    @BeforeAll
    static void follow() throws SQLException, IOException {
        database = League.database();
        database.asOwner(WallSql.epoch(LIVE));
        office = League.scoped(database);
        standby = Standby.create();
        standby.awaitShown();
    }

    @AfterAll
    static void leave() throws SQLException, IOException {
        standby.close();
    }

    private static ReplicatedDataSource routed(Routing routing) throws SQLException {
        ReplicatedDataSource source =
                ReplicatedDataSource.of(
                        database.app(),
                        List.of(standby.of(database.app())),
                        pool -> ScopedDataSource.of(pool, LIVE),
                        Gate.of(LIVE),
                        routing);
        eventually(() -> isReadFromTheReplica(source, now(EVE, BOLT)));
        return source;
    }

    private static Scope.Tenant now(PrincipalId who, TenantId tenant) throws SQLException {
        return League.in(tenant, who)
                .at(new Members(office, MODEL).holding(who, tenant).orElseThrow().epoch());
    }

    private static String told(Scope.Tenant scope) {
        return String.valueOf(Objects.requireNonNull(scope.epoch()).value());
    }

    private static boolean isReadFromTheReplica(ReplicatedDataSource source, Scope scope)
            throws SQLException {
        return Scopes.call(
                scope,
                () -> {
                    try (Connection connection = source.getConnection()) {
                        connection.setReadOnly(true);
                        return Sql.list(connection, "select pg_is_in_recovery()")
                                .equals(List.of("t"));
                    }
                });
    }

    private static boolean isRefused(ReplicatedDataSource source, Scope scope) throws SQLException {
        try {
            isReadFromTheReplica(source, scope);
            return false;
        } catch (AuthorityMovedException moved) {
            return true;
        }
    }

    private static void eventually(Condition condition) throws SQLException {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("not within two minutes").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private interface Condition {

        boolean holds() throws SQLException;
    }

    @Test
    void whatIsRevokedOnThePrimaryIsSeenOnAReplica() throws SQLException {
        try (ReplicatedDataSource source = routed(Routing.defaults())) {
            Scope.Tenant dan = now(DAN, ACME);
            eventually(() -> isReadFromTheReplica(source, dan));

            assertThat(League.as(CAT, () -> new Members(office, MODEL).end(CAT)))
                    .isEqualTo(Change.DONE);

            eventually(() -> isRefused(source, dan));
            standby.awaitShown();
            // on a busy machine it may be taken for one that lags at any time
            eventually(() -> isReadFromTheReplica(source, now(EVE, BOLT)));
            eventually(() -> isReadFromTheReplica(source, now(DAN, ACME)));
            assertThat(isRefused(source, dan)).isTrue();
        }
    }

    @Test
    void aReplicaThatLagsIsNotUsedBeyondWhatIsAllowed() throws SQLException {
        assertThat(Routing.defaults().staleness()).isEqualTo(Duration.ofSeconds(2));
        Routing strict =
                Routing.defaults()
                        .withInterval(Duration.ofMillis(50))
                        .withStaleness(Duration.ofMillis(400));
        try (ReplicatedDataSource source = routed(strict)) {
            Scope.Tenant dan = now(DAN, ACME);
            Scope.Tenant eve = now(EVE, BOLT);
            standby.pause();
            try {
                database.asOwner("select bailiwick_authority.principal_moved('%s')".formatted(DAN));

                assertThatExceptionOfType(AuthorityMovedException.class)
                        .as("the primary knows at once")
                        .isThrownBy(
                                () ->
                                        Sql.update(
                                                source,
                                                dan,
                                                "insert into page (title) values ('late')"));
                try (Connection behind = standby.of(database.app()).getConnection()) {
                    assertThat(Sql.list(behind, TOLD, ACME.text(), DAN.text(), told(dan)))
                            .as("control: by itself the replica lets it through")
                            .containsExactly("");
                }
                eventually(() -> isRefused(source, dan));
                assertThat(isReadFromTheReplica(source, eve)).isFalse();
            } finally {
                standby.resume();
            }
            // it is fresh enough as soon as what it lacks is younger than allowed: that is not all
            standby.awaitShown();
            eventually(() -> isReadFromTheReplica(source, eve));
            assertThat(isRefused(source, dan)).isTrue();
        }
    }
}
