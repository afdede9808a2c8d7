package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.OWNER;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** A tenant is never left without an owner who is active. */
class OwnersIT {

    private static final String OWNERS =
            "select count(*) from bailiwick_authority.membership where 'owner' = any (roles) and status = 'active' and tenant_id = '%s'"
                    .formatted(League.ACME);

    private TestDatabase database;
    private Members members;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        members = new Members(League.scoped(database), MODEL);
    }

    @Test
    void theLastOwnerStays() throws SQLException {
        assertThat(League.as(ANN, () -> members.take(ANN, Set.of(OWNER))))
                .isEqualTo(Change.LAST_OWNER);
        assertThat(League.as(ANN, () -> members.suspend(ANN))).isEqualTo(Change.LAST_OWNER);
        assertThat(League.as(ANN, () -> members.end(ANN))).isEqualTo(Change.LAST_OWNER);
        assertThat(
                        Sql.stateOf(
                                () ->
                                        database.asOwner(
                                                "delete from person where id = '%s'"
                                                        .formatted(ANN))))
                .as("deleted as an account")
                .isEmpty();
        assertThat(
                        Sql.stateOf(
                                () ->
                                        database.asSuperuser(
                                                "delete from person where id = '%s'"
                                                        .formatted(ANN))))
                .as("deleted as an account, by whom no policy holds back")
                .isEqualTo("23503");
        assertThat(League.number(database, OWNERS)).isEqualTo(1);
    }

    @Test
    void anOwnerWhoIsSuspendedIsNoOtherOwner() throws SQLException {
        League.as(ANN, () -> members.give(BEN, Set.of(OWNER)));
        assertThat(League.as(ANN, () -> members.suspend(BEN))).isEqualTo(Change.DONE);

        assertThat(League.as(ANN, () -> members.end(ANN))).isEqualTo(Change.LAST_OWNER);
        assertThat(League.as(ANN, () -> members.resume(BEN))).isEqualTo(Change.DONE);
        assertThat(League.as(ANN, () -> members.end(ANN))).isEqualTo(Change.DONE);
    }

    /** Each has looked before either changes anything. */
    @Test
    void k221ControlTwoWhoLookFirstAreBothDemoted() throws SQLException {
        database.asSuperuser(
                "create table bare as select principal_id, roles from bailiwick_authority.membership where tenant_id = '%s'"
                        .formatted(League.ACME),
                "update bare set roles = '{owner}' where principal_id = '%s'".formatted(BEN));
        String other =
                "select count(*) from league.bare where 'owner' = any (roles) and principal_id <>"
                        + " '%s'";
        String demote = "update league.bare set roles = '{}' where principal_id = '%s'";

        try (Connection one = bare();
                Connection two = bare()) {
            assertThat(Sql.list(one, other.formatted(ANN))).containsExactly("1");
            assertThat(Sql.list(two, other.formatted(BEN))).containsExactly("1");
            Sql.execute(one, demote.formatted(ANN));
            Sql.execute(two, demote.formatted(BEN));
            one.commit();
            two.commit();
        }

        assertThat(
                        League.number(
                                database,
                                "select count(*) from league.bare where 'owner' = any (roles)"))
                .isZero();
    }

    private Connection bare() throws SQLException {
        Connection connection = database.as("postgres").getConnection();
        connection.setAutoCommit(false);
        return connection;
    }

    @Test
    void k221OfTwoOwnersWhoDemoteEachOtherOrLeaveOneStays() throws Exception {
        for (int round = 0; round < 50; round++) {
            database.asSuperuser(
                    "update bailiwick_authority.membership set roles = '{owner}' where principal_id in ('%s', '%s')"
                            .formatted(ANN, BEN));
            boolean leaving = round % 2 == 0;

            List<Change> changes =
                    AtOnce.all(
                            List.of(
                                    () -> League.as(ANN, () -> demoted(BEN)),
                                    () ->
                                            League.as(
                                                    BEN,
                                                    () ->
                                                            leaving
                                                                    ? members.suspend(BEN)
                                                                    : demoted(ANN))));

            assertThat(changes).contains(Change.DONE);
            assertThat(League.number(database, OWNERS)).as("round %s", round).isEqualTo(1);
            database.asSuperuser("update bailiwick_authority.membership set status = 'active'");
        }
    }

    private Change demoted(PrincipalId whom) throws SQLException {
        return members.take(whom, Set.of(OWNER));
    }
}
