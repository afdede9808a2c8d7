package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.ANN;
import static dev.bailiwick.postgres.authority.League.AUDITOR;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.BOLT;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.FAY;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.OWNER;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bailiwick.core.Fault;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.ScopeRequiredException;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.authority.Access;
import dev.bailiwick.core.authority.Checks;
import dev.bailiwick.core.authority.MembershipStatus;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.core.authority.TenantStatus;
import dev.bailiwick.postgres.Gate;
import dev.bailiwick.postgres.Rows;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

class MembersIT {

    private static final Scope.Maintenance OFFICE =
            new Scope.Maintenance("the operator decides", Duration.ofSeconds(30));

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Members members;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        members = new Members(scoped, MODEL);
    }

    @Test
    void theDatabaseIsAsDeclared() throws SQLException {
        assertThat(Gate.of(League.WALL).faults(database.app()))
                .filteredOn(Fault::isError)
                .isEmpty();
        assertThat(Gate.of(League.WALL).faults(database.app()))
                .extracting(Fault::object)
                .noneMatch(object -> object.contains("bailiwick_authority"));
    }

    @Test
    void aMemberHoldsRolesAndAStrangerNothing() throws SQLException {
        assertThat(members.holding(BEN, ACME))
                .hasValueSatisfying(
                        held -> {
                            assertThat(held.roles()).containsExactly(ADMIN);
                            assertThat(held.custom()).isEmpty();
                            assertThat(held.membership()).isEqualTo(MembershipStatus.ACTIVE);
                            assertThat(held.tenantStatus()).isEqualTo(TenantStatus.ACTIVE);
                        });
        assertThat(members.holding(BEN, BOLT)).isEmpty();
        assertThat(members.holding(FAY, ACME)).isEmpty();
    }

    @Test
    void rolesAreGivenAndTakenByWhoHoldsThemOrOneAbove() throws SQLException {
        assertThat(League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)))).isEqualTo(Change.DONE);
        assertThat(League.rolesOf(members, DAN)).containsExactlyInAnyOrder(VIEWER, MEMBER);
        assertThat(League.as(BEN, () -> members.take(DAN, Set.of(VIEWER)))).isEqualTo(Change.DONE);
        assertThat(League.rolesOf(members, DAN)).containsExactly(MEMBER);

        assertThat(League.as(BEN, () -> members.give(DAN, Set.of(OWNER))))
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(BEN, () -> members.give(BEN, Set.of(OWNER))))
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(BEN, () -> members.give(DAN, Set.of(AUDITOR))))
                .as("fewer permissions, but not below")
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(BEN, () -> members.take(ANN, Set.of(OWNER))))
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(CAT, () -> members.give(DAN, Set.of(VIEWER))))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(BEN, () -> members.give(EVE, Set.of(VIEWER))))
                .isEqualTo(Change.ABSENT);
        assertThat(League.rolesOf(members, DAN)).containsExactly(MEMBER);
    }

    @Test
    void aStrangerIsRefusedWhateverTheScopeSays() throws SQLException {
        assertThat(League.as(EVE, () -> members.give(EVE, Set.of(VIEWER))))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(EVE, () -> members.end(DAN))).isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(EVE, () -> members.end(EVE))).isEqualTo(Change.ABSENT);
    }

    @Test
    void nM13CustomPermissionsAreGivenByWhoHoldsThem() throws SQLException {
        assertThat(League.as(BEN, () -> members.giveCustom(DAN, Set.of(Permit.PAGE_WRITE))))
                .isEqualTo(Change.DONE);
        assertThat(members.holding(DAN, ACME).orElseThrow().permissions())
                .containsExactlyInAnyOrder(Permit.PAGE_READ, Permit.PAGE_WRITE);
        assertThat(League.as(BEN, () -> members.giveCustom(DAN, Set.of(Permit.BILL_PAY))))
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(ANN, () -> members.giveCustom(DAN, Set.of(Permit.BILL_PAY))))
                .isEqualTo(Change.DONE);
        assertThat(League.as(BEN, () -> members.take(DAN, Set.of(VIEWER))))
                .as("whoever holds more is not touched")
                .isEqualTo(Change.ABOVE_OWN);
        assertThat(
                        League.as(
                                ANN,
                                () ->
                                        members.takeCustom(
                                                DAN, Set.of(Permit.BILL_PAY, Permit.PAGE_WRITE))))
                .isEqualTo(Change.DONE);
        assertThat(members.holding(DAN, ACME).orElseThrow().custom()).isEmpty();
    }

    @Test
    void whoeverIsSuspendedKeepsWhatIsHeldAndMayDoNothing() throws SQLException {
        assertThat(League.as(ANN, () -> members.suspend(BEN))).isEqualTo(Change.DONE);

        assertThat(members.holding(BEN, ACME).orElseThrow().membership())
                .isEqualTo(MembershipStatus.SUSPENDED);
        assertThat(League.as(BEN, () -> members.give(DAN, Set.of(MEMBER))))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(ANN, () -> members.resume(BEN))).isEqualTo(Change.DONE);
        assertThat(League.as(BEN, () -> members.give(DAN, Set.of(MEMBER)))).isEqualTo(Change.DONE);
    }

    @Test
    void everybodyMayLeaveAndWhoRanksHigherMayExpel() throws SQLException {
        assertThat(League.as(BEN, () -> members.end(ANN))).isEqualTo(Change.ABOVE_OWN);
        assertThat(League.as(CAT, () -> members.end(DAN))).isEqualTo(Change.FORBIDDEN);
        assertThat(League.as(DAN, () -> members.end(DAN))).isEqualTo(Change.DONE);
        assertThat(League.as(BEN, () -> members.end(CAT))).isEqualTo(Change.DONE);

        assertThat(members.holding(DAN, ACME)).isEmpty();
        assertThat(members.holding(CAT, ACME)).isEmpty();
        assertThat(League.as(DAN, () -> members.end(DAN))).isEqualTo(Change.ABSENT);
    }

    @Test
    void aChangeRaisesTheEpochAndARefusalDoesNot() throws SQLException {
        long before = League.epoch(database);

        League.as(CAT, () -> members.end(DAN));
        assertThat(League.epoch(database)).isEqualTo(before);
        League.as(BEN, () -> members.end(DAN));
        assertThat(League.epoch(database)).isEqualTo(before + 1);
        assertThat(members.holding(CAT, ACME).orElseThrow().epoch().value()).isEqualTo(before + 1);

        database.asOwner("select bailiwick_authority.principal_moved('%s')".formatted(CAT));
        assertThat(members.holding(CAT, ACME).orElseThrow().epoch().value()).isEqualTo(before + 2);
        assertThat(members.holding(BEN, ACME).orElseThrow().epoch().value()).isEqualTo(before + 1);
    }

    @Test
    void inATenantThatIsSuspendedNobodyChangesAnybody() throws SQLException {
        Tenants tenants = new Tenants(scoped);
        assertThat(Scopes.call(OFFICE, () -> tenants.setStatus(ACME, TenantStatus.SUSPENDED)))
                .isTrue();

        assertThat(League.as(ANN, () -> members.give(DAN, Set.of(MEMBER))))
                .isEqualTo(Change.FORBIDDEN);
        assertThat(
                        new Checks(MODEL)
                                .permissions(
                                        members.holding(ANN, ACME).orElseThrow(),
                                        Set.of(Permit.PAGE_READ)))
                .isEqualTo(new Access.Closed(TenantStatus.SUSPENDED));
        assertThat(may(ANN, "PAGE_READ")).isEqualTo("f");
        assertThat(may(ANN, "BILL_PAY")).isEqualTo("t");
        assertThat(may(BEN, "BILL_PAY")).isEqualTo("f");
        Scopes.call(OFFICE, () -> tenants.setStatus(ACME, TenantStatus.CANCELLED));
        assertThat(may(ANN, "BILL_PAY")).isEqualTo("f");
        assertThat(Scopes.call(OFFICE, () -> tenants.setStatus(ACME, TenantStatus.TRIAL))).isTrue();
        assertThat(may(ANN, "PAGE_READ")).isEqualTo("t");
    }

    private String may(PrincipalId who, String permission) throws SQLException {
        return Sql.list(
                        scoped,
                        League.in(ACME, who),
                        "select bailiwick_authority.may(?)",
                        permission)
                .getFirst();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update bailiwick_authority.membership set roles = '{owner}'",
                "insert into bailiwick_authority.membership (tenant_id, principal_id, roles) values"
                        + " (bailiwick.tenant(), bailiwick.principal(), '{owner}')",
                "delete from bailiwick_authority.membership",
                "update bailiwick_authority.role set is_owner = true",
                "insert into bailiwick_authority.role_permission values ('viewer', 'BILL_PAY')",
                "update bailiwick_authority.tenant set status = 'active', epoch = 0",
                "update bailiwick_authority.tenant_limit set most = null",
                "select bailiwick_authority.found(bailiwick.tenant(), bailiwick.principal())",
                "select bailiwick_authority.moved(bailiwick.tenant())",
                "select bailiwick_authority.install_model('{}')",
                "select bailiwick_authority.set_tenant_status(bailiwick.tenant()::text, 'active')",
                "select bailiwick_authority.set_limit(bailiwick.tenant()::text, 'users', null)",
                "select bailiwick_authority.take(bailiwick.tenant(), 'users', -9)",
                "select token_hash from bailiwick_authority.invitation"
            })
    void noSqlOfTheAppRaisesAnybody(String sql) {
        assertThat(Sql.stateOf(() -> Sql.execute(scoped, League.in(ACME, DAN), sql)))
                .isEqualTo(Sql.REFUSED);
    }

    @Test
    void oneClubSeesNothingOfAnothersMembers() throws SQLException {
        assertThat(
                        Sql.list(
                                scoped,
                                League.in(BOLT, EVE),
                                "select principal_id from bailiwick_authority.membership"))
                .containsExactly(EVE.toString());
        assertThat(
                        Sql.list(
                                scoped,
                                League.in(ACME, DAN),
                                "select principal_id from bailiwick_authority.membership"))
                .hasSize(4);
        assertThat(Sql.list(scoped, League.in(BOLT, EVE), "select id from person"))
                .containsExactly(EVE.toString());
    }

    @Test
    void aTenantThatIsRemovedTakesItsAuthorityAlong() throws SQLException {
        Teams teams = new Teams(scoped);
        TeamId above = new TeamId(new UUID(1, 1));
        League.as(BEN, () -> teams.make(above, "above", null));
        League.as(BEN, () -> teams.make(new TeamId(new UUID(1, 2)), "below", above));
        League.as(BEN, () -> teams.join(above, CAT));
        database.asSuperuser(
                "insert into page (tenant_id, author_id, title) values ('%s', '%s', 'x')"
                        .formatted(ACME, CAT));

        database.asSuperuser("delete from club where id = '%s'".formatted(ACME));

        assertThat(members.holding(BEN, ACME)).isEmpty();
        assertThat(members.holding(EVE, BOLT)).isPresent();
        assertThat(League.number(database, "select count(*) from bailiwick_authority.team_path"))
                .isZero();
    }

    @Test
    void itIsAskedInAScopeOfATenantWithAPrincipal() {
        assertThatExceptionOfType(ScopeRequiredException.class).isThrownBy(() -> members.end(DAN));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.call(Scope.Tenant.of(ACME), () -> members.end(DAN)));
        assertThatExceptionOfType(ScopeRequiredException.class)
                .isThrownBy(() -> Scopes.call(new Scope.Identity(DAN), () -> members.end(DAN)));
    }

    @Test
    void aRoleOfAnotherModelIsRefused() {
        Role stranger = new Role("emperor", Set.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> League.as(ANN, () -> members.give(DAN, Set.of(stranger))))
                .withMessageContaining("known are");
        assertThatThrownBy(
                        () ->
                                Sql.list(
                                        scoped,
                                        League.in(ACME, ANN),
                                        "select bailiwick_authority.change_member(?, '{emperor}',"
                                                + " '{}', '{}', '{}')",
                                        DAN.toString()))
                .hasMessageContaining("unknown among the roles");
    }

    @Test
    void whatIsMissingInTheWallIsSaidAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AuthoritySql(
                                        Wall.of("league", League.WALL.roles()),
                                        League.ACCOUNTS,
                                        League.DUTIES))
                .withMessageContaining("AuthoritySql.declarations()");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AuthoritySql(
                                        League.WALL.with(Table.identity("person")),
                                        League.ACCOUNTS,
                                        League.DUTIES))
                .withMessageContaining("lookedUpByOwner");
        Table club = Table.identity("club").select(Rows.ofTenant("id")).lookedUpByOwner();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AuthoritySql(
                                        League.WALL.with(club), League.ACCOUNTS, League.DUTIES))
                .withMessageContaining("may not add a row to club")
                .withMessageContaining("changedByOwner");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () ->
                                new AuthoritySql(
                                        League.WALL,
                                        new Accounts("clubs(id)", "person(id)", "email"),
                                        League.DUTIES))
                .withMessage("The wall does not declare clubs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accounts("club", "person(id)", "email"))
                .withMessageContaining("such as person(id)");
    }
}
