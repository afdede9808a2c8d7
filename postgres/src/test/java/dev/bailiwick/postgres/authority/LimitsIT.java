package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What a tenant has used is counted, also when several count at once. */
class LimitsIT {

    private static final Scope.Maintenance OFFICE =
            new Scope.Maintenance("a plan was sold", Duration.ofSeconds(30));

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Limits limits;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        limits = new Limits(scoped);
    }

    private void limit(Limit limit, long most) throws SQLException {
        assertThat(Scopes.call(OFFICE, () -> new Tenants(scoped).limit(ACME, limit, most)))
                .isTrue();
    }

    private long used(String kind) throws SQLException {
        return League.number(
                database,
                "select used from bailiwick_authority.tenant_limit where kind = '%s' and tenant_id = '%s'"
                        .formatted(kind, ACME));
    }

    private boolean count(Limit limit, long much) throws SQLException {
        return League.as(DAN, () -> limits.count(limit, much));
    }

    @Test
    void whatIsCountedIsRefusedBeyondTheLimitAndGivenBack() throws SQLException {
        Scope member = League.in(ACME, DAN);
        // snippet limits
        Tenants tenants = new Tenants(scoped);
        Scopes.call(OFFICE, () -> tenants.setStatus(ACME, TenantStatus.TRIAL));
        Scopes.call(OFFICE, () -> tenants.limit(ACME, Limit.STORAGE_BYTES, 1_000_000));

        boolean first =
                Scopes.call(member, () -> limits.count(Limit.STORAGE_BYTES, 900_000)); // true
        boolean more =
                Scopes.call(member, () -> limits.count(Limit.STORAGE_BYTES, 200_000)); // false
        // end

        assertThat(first).isTrue();
        assertThat(more).isFalse();
        assertThat(used("storage_bytes")).isEqualTo(900_000);
    }

    @Test
    void ofSixteenWhoJoinAtOnceAsManyDoAsThereIsRoomFor() throws Exception {
        Invitations invitations = new Invitations(scoped, MODEL);
        List<Callable<Answered>> joining = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            PrincipalId who = League.person(10 + i);
            Invited invited =
                    League.as(
                            BEN,
                            () ->
                                    invitations.invite(
                                            League.address(who),
                                            Set.of(VIEWER),
                                            Duration.ofDays(1)));
            Token token = ((Invited.Open) invited).token();
            joining.add(
                    () -> Scopes.call(new Scope.Identity(who), () -> invitations.accept(token)));
        }
        limit(Limit.USERS, 7);

        List<Answered> answers = AtOnce.all(joining);

        assertThat(answers).filteredOn(answer -> answer instanceof Answered.Joined).hasSize(3);
        assertThat(answers)
                .filteredOn(answer -> !(answer instanceof Answered.Joined))
                .containsOnly(new Answered.Refused(Answered.Why.FULL));
        assertThat(used("users")).isEqualTo(7);
        League.as(ANN, () -> new Members(scoped, MODEL).end(DAN));
        assertThat(AtOnce.all(joining).stream().filter(a -> a instanceof Answered.Joined))
                .hasSize(1);
    }

    @Test
    void storageIsCountedAndGivenBack() throws SQLException {
        limit(Limit.STORAGE_BYTES, 100);

        assertThat(count(Limit.STORAGE_BYTES, 60)).isTrue();
        assertThat(count(Limit.STORAGE_BYTES, 41)).isFalse();
        assertThat(count(Limit.STORAGE_BYTES, 40)).isTrue();
        giveBack(10);
        assertThat(count(Limit.STORAGE_BYTES, 10)).isTrue();
        assertThat(count(Limit.STORAGE_BYTES, 1)).isFalse();
        assertThat(used("storage_bytes")).isEqualTo(100);
        limit(Limit.STORAGE_BYTES, 50);
        assertThat(count(Limit.STORAGE_BYTES, 1)).isFalse();
        Scopes.call(OFFICE, () -> new Tenants(scoped).unlimited(ACME, Limit.STORAGE_BYTES));
        assertThat(count(Limit.STORAGE_BYTES, 1_000_000)).isTrue();
    }

    /** However many give back at once: of what others count nobody gives back. */
    @Test
    void whatComesBackBeyondWhatWasCountedMakesNoRoomForMore() throws Exception {
        limit(Limit.STORAGE_BYTES, 100);
        Callable<Boolean> counting = () -> count(Limit.STORAGE_BYTES, 10);
        Callable<Boolean> givingBack =
                () -> {
                    giveBack(1_000);
                    return true;
                };
        List<Callable<Boolean>> both = new ArrayList<>(Collections.nCopies(8, counting));
        both.addAll(Collections.nCopies(8, givingBack));
        Collections.shuffle(both);

        assertThat(AtOnce.all(both)).hasSize(16).containsOnly(true);

        assertThat(used("storage_bytes")).isBetween(0L, 80L);
        giveBack(1_000);
        assertThat(used("storage_bytes")).isZero();
        assertThat(count(Limit.STORAGE_BYTES, 101)).isFalse();
        assertThat(count(Limit.STORAGE_BYTES, 100)).isTrue();
        assertThat(count(Limit.STORAGE_BYTES, 1)).isFalse();
    }

    private void giveBack(long bytes) throws SQLException {
        League.as(
                DAN,
                () -> {
                    limits.giveBackStorage(bytes);
                    return 0;
                });
    }

    @Test
    void nobodyMakesRoomByCountingBackwards() throws SQLException {
        limit(Limit.REQUESTS_PER_MINUTE, 1);
        assertThat(count(Limit.REQUESTS_PER_MINUTE, 1)).isTrue();

        assertThatIllegalArgumentException().isThrownBy(() -> count(Limit.REQUESTS_PER_MINUTE, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> giveBack(-1));
        for (String sql :
                List.of(
                        "select bailiwick_authority.count_up('requests_per_minute', -1)",
                        "select bailiwick_authority.count_up('storage_bytes', null)",
                        "select bailiwick_authority.count_up(null, 1)",
                        "select bailiwick_authority.count_up('storage_bytes', 1125899906842625)",
                        "select bailiwick_authority.give_back(9000000000000000000)",
                        "select bailiwick_authority.give_back(-1)")) {
            assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, DAN), sql)))
                    .as(sql)
                    .isEqualTo("22023");
        }
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.execute(
                                                scoped,
                                                new Scope.Identity(DAN),
                                                "select"
                                                    + " bailiwick_authority.count_up('storage_bytes',"
                                                    + " 1)")))
                .as("for no tenant")
                .isEqualTo(Sql.REFUSED);
        assertThat(count(Limit.REQUESTS_PER_MINUTE, 2)).isFalse();
    }

    @Test
    void nobodyMakesOthersOverflow() throws SQLException {
        assertThat(count(Limit.STORAGE_BYTES, Limits.MOST_AT_ONCE)).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> count(Limit.STORAGE_BYTES, Limits.MOST_AT_ONCE + 1));
        database.asSuperuser(
                "update bailiwick_authority.tenant_limit set used = 9223372036854775806");

        assertThat(count(Limit.STORAGE_BYTES, Limits.MOST_AT_ONCE)).isTrue();
        assertThat(used("storage_bytes")).isEqualTo(1L << 62);
        limit(Limit.STORAGE_BYTES, Long.MAX_VALUE);
        assertThat(count(Limit.STORAGE_BYTES, Limits.MOST_AT_ONCE)).isTrue();
        giveBack(Limits.MOST_AT_ONCE);
        assertThat(used("storage_bytes")).isEqualTo((1L << 62) - Limits.MOST_AT_ONCE);
    }

    @Test
    void aLimitAndAStatusAreSetWhileSomebodyJoins() throws Exception {
        Invitations invitations = new Invitations(scoped, MODEL);
        PrincipalId who = League.person(10);
        Invited invited =
                League.as(
                        BEN,
                        () ->
                                invitations.invite(
                                        League.address(who), Set.of(VIEWER), Duration.ofDays(1)));
        Token token = ((Invited.Open) invited).token();
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Answered> joining =
                    Scopes.call(
                            OFFICE,
                            () -> {
                                try (Connection office = scoped.getConnection()) {
                                    office.setAutoCommit(false);
                                    Sql.list(
                                            office,
                                            "select bailiwick_authority.set_limit(?, 'users', 9)",
                                            ACME.text());
                                    Future<Answered> waiting =
                                            other.submit(
                                                    () ->
                                                            Scopes.call(
                                                                    new Scope.Identity(who),
                                                                    () ->
                                                                            invitations.accept(
                                                                                    token)));
                                    AtOnce.awaitOneWhoWaits(database);
                                    Sql.list(
                                            office,
                                            "select bailiwick_authority.set_tenant_status(?,"
                                                    + " 'active')",
                                            ACME.text());
                                    office.commit();
                                    return waiting;
                                }
                            });

            assertThat(joining.get(2, TimeUnit.MINUTES)).isInstanceOf(Answered.Joined.class);
        }
    }

    @Test
    void whatIsRolledBackWasNotCounted() throws SQLException {
        limit(Limit.STORAGE_BYTES, 10);
        League.as(
                DAN,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setAutoCommit(false);
                        String all = "select bailiwick_authority.count_up('storage_bytes', 10)";
                        assertThat(Sql.list(connection, all)).containsExactly("done");
                        assertThat(Sql.list(connection, all)).containsExactly("full");
                        connection.rollback();
                    }
                    return 0;
                });

        assertThat(used("storage_bytes")).isZero();
    }

    @Test
    void requestsAreCountedAnewWithEachMinute() throws Exception {
        limit(Limit.REQUESTS_PER_MINUTE, 3);
        Callable<Boolean> request = () -> count(Limit.REQUESTS_PER_MINUTE, 1);
        String minuteAgo =
                "update bailiwick_authority.tenant_limit set since = since - interval '1 minute'";

        // all in one minute, unless the clock passes a full one in between
        List<Boolean> passed = AtOnce.all(Collections.nCopies(16, request));
        assertThat(passed.stream().filter(one -> one)).hasSizeBetween(3, 6);
        database.asSuperuser(minuteAgo);
        assertThat(count(Limit.REQUESTS_PER_MINUTE, 1)).isTrue();
        assertThat(used("requests_per_minute")).isEqualTo(1);
    }

    @Test
    void aTenantCountsForItselfAndWhatItMakesItDoesNotCount() throws SQLException {
        limit(Limit.STORAGE_BYTES, 1);
        assertThat(count(Limit.STORAGE_BYTES, 1)).isTrue();

        assertThat(
                        Scopes.call(
                                League.in(League.BOLT, League.EVE),
                                () -> limits.count(Limit.STORAGE_BYTES, 99)))
                .isTrue();
        assertThat(used("storage_bytes")).isEqualTo(1);
        for (Limit made : List.of(Limit.USERS, Limit.TEAMS)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> count(made, 1))
                    .withMessageContaining("whoever makes one");
        }
        assertThat(
                        Scopes.call(
                                OFFICE,
                                () ->
                                        new Tenants(scoped)
                                                .limit(
                                                        new TenantId(new UUID(9, 9)),
                                                        Limit.USERS,
                                                        1)))
                .isFalse();
    }
}
