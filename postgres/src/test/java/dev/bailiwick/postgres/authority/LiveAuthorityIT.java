package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bailiwick.core.Attempt;
import dev.bailiwick.core.AuthorityMovedException;
import dev.bailiwick.core.Fault;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.MembershipStatus;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.PgBouncer;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.SwappingPooler;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

/**
 * What is revoked through one data source takes effect with the next transaction of every other, as
 * between two processes: they have nothing in common but the database.
 */
class LiveAuthorityIT {

    static final Wall LIVE = League.WALL.checkingEpoch(AuthoritySql.epochs());
    private static final TeamId SALES = new TeamId(new UUID(5, 1));
    private static final TeamId NORTH = new TeamId(new UUID(5, 2));
    private static final UUID PAGE = new UUID(0xA, 1);
    private static final String WRITE = "insert into page (title) values (?)";
    private static final Scope.Maintenance OPERATOR =
            new Scope.Maintenance("a bill was not paid", Duration.ofSeconds(30));

    private TestDatabase database;

    /** Where authority is changed. */
    private ScopedDataSource office;

    /** Where Cat works. */
    private ScopedDataSource desk;

    private UUID share = new UUID(0, 0);

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        database.asOwner(WallSql.epoch(LIVE));
        database.asSuperuser(
                "insert into page (tenant_id, id, author_id, title) values ('%s', '%s', '%s', 'shared')"
                        .formatted(ACME, PAGE, ANN));
        office = League.scoped(database);
        desk = ScopedDataSource.of(database.app(), LIVE);
        Teams teams = new Teams(office);
        League.as(BEN, () -> teams.make(SALES, "Sales", null));
        League.as(BEN, () -> teams.make(NORTH, "North", SALES));
        League.as(BEN, () -> teams.join(NORTH, CAT));
        League.as(ANN, () -> members().giveCustom(CAT, Set.of(Permit.BILL_PAY)));
        Shares shares = new Shares(office, LIVE);
        ShareTarget cat = new ShareTarget.Member(CAT);
        share =
                ((Shared.Open)
                                League.as(
                                        ANN,
                                        () ->
                                                shares.share(
                                                        shares.type("page"),
                                                        PAGE,
                                                        cat,
                                                        ShareLevel.EDIT)))
                        .id();
    }

    private Members members() {
        return new Members(office, MODEL);
    }

    /** What may be taken from Cat. */
    enum Revocation {
        MEMBERSHIP {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(ANN, () -> in.members().end(CAT));
            }
        },
        STATUS {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(ANN, () -> in.members().suspend(CAT));
            }
        },
        ROLE {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(ANN, () -> in.members().take(CAT, Set.of(MEMBER)));
            }
        },
        CUSTOM_PERMISSION {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(ANN, () -> in.members().takeCustom(CAT, Set.of(Permit.BILL_PAY)));
            }
        },
        TEAM_MEMBERSHIP {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(BEN, () -> new Teams(in.office).leave(NORTH, CAT));
            }
        },
        TEAM_ABOVE {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(BEN, () -> new Teams(in.office).move(NORTH, null));
            }
        },
        TEAM {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(BEN, () -> new Teams(in.office).remove(NORTH));
            }
        },
        SHARE {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return League.as(ANN, () -> new Shares(in.office, LIVE).revoke(in.share));
            }
        },
        TENANT {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                return Scopes.call(
                        OPERATOR,
                        () -> new Tenants(in.office).setStatus(ACME, TenantStatus.SUSPENDED));
            }
        },
        ACCOUNT {
            @Override
            Object by(LiveAuthorityIT in) throws SQLException {
                in.database.asOwner(
                        "select bailiwick_authority.principal_moved('%s')".formatted(CAT));
                return true;
            }
        };

        abstract Object by(LiveAuthorityIT in) throws SQLException;

        /** Whether Cat is somebody in Acme afterwards. */
        boolean leavesAMember() {
            return this != MEMBERSHIP && this != STATUS && this != TENANT;
        }
    }

    private void revoke(Revocation what) throws SQLException {
        assertThat(what.by(this)).isIn(Change.DONE, TeamChange.DONE, true);
    }

    /** The scope of somebody who is active, in a tenant that is open, as it is read now. */
    private Scope.Tenant now(PrincipalId who, TenantId tenant) {
        try {
            Holding held =
                    members()
                            .holding(who, tenant)
                            .filter(one -> one.membership() == MembershipStatus.ACTIVE)
                            .filter(one -> one.tenantStatus().open())
                            .orElseThrow();
            return League.in(tenant, who).at(held.epoch());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private int write(DataSource source, Scope scope, String title) throws SQLException {
        return Sql.update(source, scope, WRITE, title);
    }

    private long written(String title) throws SQLException {
        return League.number(
                database, "select count(*) from league.page where title = '%s'".formatted(title));
    }

    @Test
    void theDatabaseIsAsDeclared() throws SQLException {
        assertThat(Gate.of(LIVE).faults(database.app())).filteredOn(Fault::isError).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whatStandsBehindARevocationDoesNotRun(Revocation what) throws SQLException {
        ScopedDataSource told = ScopedDataSource.of(database.app(), League.WALL.withEpoch());
        Scope.Tenant before = now(CAT, ACME);
        assertThat(write(desk, before, "early")).isEqualTo(1);

        revoke(what);

        assertThatExceptionOfType(AuthorityMovedException.class)
                .isThrownBy(() -> write(desk, before, "late"));
        assertThat(written("late")).isZero();
        assertThat(write(desk, now(EVE, BOLT), "elsewhere")).isEqualTo(1);
        write(told, before, "late");
        assertThat(written("late")).as("without the comparison it runs").isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aTransactionThatIsUnderWayIsTheLast(Revocation what) throws Exception {
        Scope.Tenant before = now(CAT, ACME);
        Callable<Object> revoking = () -> what.by(this);

        Scopes.<Object, Exception>call(
                before,
                () -> {
                    try (Connection connection = desk.getConnection()) {
                        connection.setAutoCommit(false);
                        Sql.update(connection, WRITE, "under way");
                        List<Object> revoked = AtOnce.all(List.of(revoking));
                        Sql.update(connection, WRITE, "under way");
                        connection.commit();
                        assertThatExceptionOfType(AuthorityMovedException.class)
                                .isThrownBy(() -> Sql.update(connection, WRITE, "late"));
                        connection.rollback();
                        return revoked;
                    }
                });

        assertThat(written("under way")).isEqualTo(2);
        assertThat(written("late")).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whoeverRunsWorkReadsAuthorityAnewOnce(Revocation what) throws SQLException {
        Scope.Tenant before = now(CAT, ACME);
        AtomicInteger read = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        revoke(what);

        ScopedValue.CallableOp<Integer, SQLException> work =
                () ->
                        Attempt.call(
                                before,
                                () -> {
                                    read.incrementAndGet();
                                    return now(CAT, ACME);
                                },
                                () -> {
                                    begun.incrementAndGet();
                                    try (Connection connection = desk.getConnection()) {
                                        return Sql.update(connection, WRITE, "again");
                                    }
                                });

        if (what.leavesAMember()) {
            assertThat(work.call()).isEqualTo(1);
            assertThat(begun).hasValue(2);
        } else {
            assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(work::call);
            assertThat(begun).hasValue(1);
        }
        assertThat(read).hasValue(1);
        assertThat(written("again")).isEqualTo(what.leavesAMember() ? 1 : 0);
    }

    @Test
    void aChangeOfTheModelIsOneOfEverybody() throws SQLException {
        Scope.Tenant cat = now(CAT, ACME);
        Scope.Tenant eve = now(EVE, BOLT);

        database.asOwner(
                League.SQL.model(League.MODEL), // nothing that is another
                "select 1");
        assertThat(write(desk, cat, "same")).isEqualTo(1);
        database.asOwner(
                League.SQL
                        .model(League.MODEL)
                        .replace(
                                "\"BILL_PAY\", \"suspended\": true",
                                "\"BILL_PAY\", \"suspended\": false"));

        for (Scope.Tenant before : List.of(cat, eve)) {
            assertThatExceptionOfType(AuthorityMovedException.class)
                    .isThrownBy(() -> write(desk, before, "late"));
        }
    }

    @Test
    void behindAPoolerThatSwapsAtEachTransactionsEnd() throws Exception {
        try (SwappingPooler pooler = SwappingPooler.before(database.app(), 2)) {
            behindAPooler(ScopedDataSource.of(pooler.through(), LIVE));
            assertThat(pooler.transactions()).isGreaterThan(30);
        }
    }

    @Test
    void behindPgBouncer(@TempDir Path folder) throws Exception {
        assumeThat(PgBouncer.isInstalled()).as("pgbouncer is on the path").isTrue();
        // a pooler passes on no search_path of a client's
        database.asSuperuser(
                "alter role league_app in database %s set search_path = league"
                        .formatted(database.name()));
        try (PgBouncer pooler = PgBouncer.before(database.app(), folder, 2)) {
            behindAPooler(ScopedDataSource.of(pooler.through(), LIVE));
        }
    }

    /** Two clients in turn, so that each meets what the other one has left behind. */
    private void behindAPooler(DataSource pooled) throws SQLException {
        try (Connection one = pooled.getConnection();
                Connection other = pooled.getConnection()) {
            for (int round = 0; round < 6; round++) {
                Scope.Tenant cat = now(CAT, ACME);
                Scope.Tenant eve = now(EVE, BOLT);
                for (int turn = 0; turn < 2; turn++) {
                    Scopes.call(cat, () -> Sql.update(one, WRITE, "early"));
                    Scopes.call(eve, () -> Sql.update(other, WRITE, "elsewhere"));
                }
                boolean gives = round % 2 == 0;
                League.as(
                        ANN,
                        () ->
                                gives
                                        ? members().give(DAN, Set.of(ADMIN))
                                        : members().take(DAN, Set.of(ADMIN)));
                assertThatExceptionOfType(AuthorityMovedException.class)
                        .isThrownBy(() -> Scopes.call(cat, () -> Sql.update(one, WRITE, "late")));
                Scopes.call(eve, () -> Sql.update(other, WRITE, "elsewhere"));
                Scopes.call(eve, () -> Sql.update(one, WRITE, "elsewhere"));
            }
        }
        assertThat(written("early")).isEqualTo(12);
        assertThat(written("late")).isZero();
        assertThat(written("elsewhere")).isEqualTo(24);
        assertThat(League.rolesOf(members(), DAN)).containsExactly(VIEWER);
    }
}
