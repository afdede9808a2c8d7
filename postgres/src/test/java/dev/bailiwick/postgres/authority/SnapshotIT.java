package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Limit;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

/**
 * Functions of authority in transactions whose snapshot is older than what others have committed:
 * they decide by what is there now, or not at all.
 */
class SnapshotIT {

    private static final String MOVED_ON = "40001";
    private static final TeamId CREW = new TeamId(new UUID(1, 1));
    private static final Duration DAY = Duration.ofDays(1);
    private static final String JOIN = "select bailiwick_authority.join_team(?, ?)";
    private static final String INVITE =
            "select bailiwick_authority.invite(gen_random_uuid(), ?, sha256('x'), '{viewer}',"
                    + " 86400)";

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Teams teams;
    private Invitations invitations;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        teams = new Teams(scoped);
        invitations = new Invitations(scoped, MODEL);
        League.as(BEN, () -> teams.make(CREW, "Crew", null));
        League.as(BEN, () -> teams.join(CREW, DAN));
    }

    private UUID invited(String address, Role role) throws SQLException {
        Invited invited = League.as(ANN, () -> invitations.invite(address, Set.of(role), DAY));
        return ((Invited.Open) invited).id();
    }

    /** The word that Ben is answered, or the state that it fails with. */
    private String after(int isolation, Meanwhile meanwhile, String sql, Object... arguments)
            throws SQLException {
        return League.as(
                BEN,
                () -> {
                    try (Connection connection = scoped.getConnection()) {
                        connection.setTransactionIsolation(isolation);
                        connection.setAutoCommit(false);
                        Sql.list(connection, "select 1");
                        meanwhile.happens();
                        try {
                            String word = Sql.list(connection, sql, arguments).getFirst();
                            connection.commit();
                            return word;
                        } catch (SQLException failure) {
                            connection.rollback();
                            return failure.getSQLState();
                        }
                    }
                });
    }

    /** What is right now, or the failure of somebody who looks at what was there before. */
    private void decides(
            int isolation, String word, Meanwhile meanwhile, String sql, Object... arguments)
            throws SQLException {
        String answered = after(isolation, meanwhile, sql, arguments);

        assertThat(answered)
                .isEqualTo(isolation == Connection.TRANSACTION_READ_COMMITTED ? word : MOVED_ON);
        if (answered.equals(MOVED_ON)) {
            assertThat(after(isolation, () -> {}, sql, arguments)).as("once more").isEqualTo(word);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void aTeamTakesNoMoreThanItMayHaveNow(int isolation) throws SQLException {
        decides(
                isolation,
                "full",
                () -> League.as(BEN, () -> teams.change(CREW, "Crew", 1)),
                JOIN,
                CREW.value(),
                CAT.text());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void nobodyTakesThePlaceOfAnInvitationAboveTheirOwn(int isolation) throws SQLException {
        decides(
                isolation,
                "above own",
                () -> invited("p9@league", League.OWNER),
                INVITE,
                "p9@league");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void whatWasRevokedStandsInNobodysWay(int isolation) throws SQLException {
        UUID open = invited("p9@league", League.OWNER);

        decides(
                isolation,
                "done",
                () -> League.as(ANN, () -> invitations.revoke(open)),
                INVITE,
                "p9@league");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void whatWasDeclinedStandsInNobodysWay(int isolation) throws SQLException {
        PrincipalId gus = League.person(7);
        Invited invited =
                League.as(
                        ANN,
                        () -> invitations.invite(League.address(gus), Set.of(League.OWNER), DAY));
        Token token = ((Invited.Open) invited).token();

        decides(
                isolation,
                "done",
                () -> Scopes.call(new Scope.Identity(gus), () -> invitations.decline(token)),
                INVITE,
                League.address(gus));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void aTenantMakesNoMoreTeamsThanItMayHaveNow(int isolation) throws SQLException {
        Scope office = new Scope.Maintenance("a plan was sold", Duration.ofMinutes(1));

        decides(
                isolation,
                "full",
                () -> Scopes.call(office, () -> new Tenants(scoped).limit(ACME, Limit.TEAMS, 1)),
                "select bailiwick_authority.make_team(?, null, 'two', null)",
                new UUID(1, 2));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void whoMayNoLongerChangesNoTeam(int isolation) throws SQLException {
        Members members = new Members(scoped, MODEL);

        decides(
                isolation,
                "forbidden",
                () -> League.as(ANN, () -> members.take(BEN, Set.of(League.ADMIN))),
                "select bailiwick_authority.change_team(?, 'mine', null)",
                CREW.value());
    }

    @ParameterizedTest
    @ValueSource(strings = {"repeatable read", "serializable"})
    void aModelIsNotInstalledOnAnOlderSnapshot(String level) throws SQLException {
        assertThat(
                        Sql.stateOf(
                                () ->
                                        database.asOwner(
                                                "begin isolation level " + level,
                                                League.SQL.model(MODEL),
                                                "commit")))
                .isEqualTo("25000");
    }

    private interface Meanwhile {

        void happens() throws SQLException;
    }
}
