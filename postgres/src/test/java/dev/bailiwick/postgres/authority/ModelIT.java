package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.MODEL;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.authority.Permission;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The roles of an application in the database, and what a change of them does. */
class ModelIT {

    private static final String GIVE_AUDITOR =
            "select bailiwick_authority.change_member(?, '{auditor}', '{}', '{}', '{}')";
    private static final String WAITING =
            "select pid from pg_stat_activity where datname = current_database() and"
                    + " wait_event_type = 'Lock'";

    private TestDatabase database;
    private ScopedDataSource scoped;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
    }

    @Test
    void theDatabaseSaysOfEachRoleWhatTheModelSays() throws SQLException {
        for (Role role : MODEL.roles()) {
            assertThat(
                            names(
                                    "select permission from bailiwick_authority.role_permission"
                                            + " where role = ?",
                                    role.name()))
                    .containsExactlyInAnyOrderElementsOf(
                            role.permissions().stream().map(Permission::name).toList());
            assertThat(
                            names(
                                    "select lower from bailiwick_authority.role_below where role ="
                                            + " ?",
                                    role.name()))
                    .containsExactlyInAnyOrderElementsOf(
                            MODEL.roles().stream()
                                    .filter(lower -> MODEL.includes(role, lower))
                                    .map(Role::name)
                                    .toList());
        }
        assertThat(names("select name from bailiwick_authority.role where is_owner"))
                .containsExactly("owner");
        assertThat(names("select name from bailiwick_authority.permission where when_suspended"))
                .containsExactly("BILL_PAY");
    }

    private List<String> names(String sql, @Nullable Object... values) throws SQLException {
        try (var connection = database.as("postgres").getConnection()) {
            return Sql.list(connection, sql, values);
        }
    }

    @Test
    void theSameModelTwiceMovesNothingAndAnotherOneMovesEveryTenant() throws SQLException {
        long before = League.epoch(database);
        database.asOwner(League.SQL.functions(), League.SQL.model(MODEL));
        assertThat(League.epoch(database)).isEqualTo(before);

        database.asOwner(League.SQL.model(withoutAuditor(Permit.PAGE_EDIT_ALL)));

        assertThat(League.epoch(database)).isEqualTo(before + 1);
        assertThat(
                        new Members(League.scoped(database), MODEL)
                                .holding(CAT, ACME)
                                .orElseThrow()
                                .epoch()
                                .value())
                .isEqualTo(before + 1);
    }

    @Test
    void aRoleThatSomebodyHoldsDoesNotGo() throws SQLException {
        database.asSuperuser(
                "update bailiwick_authority.membership set roles = '{auditor}' where principal_id = '%s'"
                        .formatted(CAT));
        long before = League.epoch(database);

        assertThatThrownBy(() -> database.asOwner(League.SQL.model(withoutAuditor())))
                .hasMessageContaining("{auditor}");
        assertThat(League.epoch(database)).isEqualTo(before);
        assertThat(names("select name from bailiwick_authority.role")).contains("auditor");
    }

    @Test
    void aModelWaitsForWhatIsBeingGivenAndSeesIt() throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> model =
                    League.as(
                            ANN,
                            () -> {
                                try (Connection giving = scoped.getConnection()) {
                                    giving.setAutoCommit(false);
                                    assertThat(Sql.list(giving, GIVE_AUDITOR, DAN.text()))
                                            .containsExactly("done");
                                    Future<String> waiting =
                                            other.submit(() -> Sql.stateOf(this::installed));
                                    awaitOneWhoWaits();
                                    giving.commit();
                                    return waiting;
                                }
                            });

            assertThat(model.get(30, TimeUnit.SECONDS)).as("somebody holds one").isEqualTo("2BP01");
        }
    }

    private void installed() throws SQLException {
        database.asOwner(League.SQL.model(withoutAuditor()));
    }

    @Test
    void whoGivesWaitsForAModelAndKnowsItsRolesOnly() throws Exception {
        try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor();
                Connection owner = database.as("league_owner").getConnection()) {
            owner.setAutoCommit(false);
            Sql.execute(owner, League.SQL.model(withoutAuditor()));

            Future<String> giving =
                    other.submit(
                            () ->
                                    Sql.stateOf(
                                            () ->
                                                    Sql.list(
                                                            scoped,
                                                            League.in(ACME, ANN),
                                                            GIVE_AUDITOR,
                                                            DAN.text())));
            awaitOneWhoWaits();
            owner.commit();

            assertThat(giving.get(30, TimeUnit.SECONDS)).as("unknown").isEqualTo("22023");
        }
    }

    private void awaitOneWhoWaits() throws SQLException {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (names(WAITING).isEmpty()) {
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static RoleModel withoutAuditor(Permit... ofViewer) {
        return RoleModel.of(Permissions.of(Permit.class))
                .role("owner")
                .role("admin", Permit.MEMBER_MANAGE)
                .above("owner", "admin")
                .role("member", Permit.PAGE_WRITE)
                .above("admin", "member")
                .role("viewer", ofViewer)
                .above("member", "viewer")
                .build();
    }
}
