package dev.bailiwick.postgres.authority;

import static dev.bailiwick.postgres.authority.League.ACME;
import static dev.bailiwick.postgres.authority.League.ADMIN;
import static dev.bailiwick.postgres.authority.League.AUDITOR;
import static dev.bailiwick.postgres.authority.League.BEN;
import static dev.bailiwick.postgres.authority.League.CAT;
import static dev.bailiwick.postgres.authority.League.DAN;
import static dev.bailiwick.postgres.authority.League.EVE;
import static dev.bailiwick.postgres.authority.League.MEMBER;
import static dev.bailiwick.postgres.authority.League.MODEL;
import static dev.bailiwick.postgres.authority.League.OWNER;
import static dev.bailiwick.postgres.authority.League.VIEWER;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.authority.Holding;
import dev.bailiwick.core.authority.Permissions;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;
import dev.bailiwick.postgres.authority.League.Permit;
import dev.bailiwick.postgres.jdbc.ScopedDataSource;
import dev.bailiwick.testbed.Sql;
import dev.bailiwick.testbed.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Members that there were before the tables of authority. */
class ExistingMembersIT {

    private static final TenantId CORE = new TenantId(new UUID(0xC, 1));
    private static final TenantId DISC = new TenantId(new UUID(0xD, 1));

    private static final RoleModel WITHOUT_VIEWER =
            RoleModel.of(Permissions.of(Permit.class))
                    .role("owner")
                    .role("admin", Permit.MEMBER_MANAGE)
                    .above("owner", "admin")
                    .role("member", Permit.PAGE_WRITE)
                    .above("admin", "member")
                    .role("auditor", Permit.AUDIT_READ)
                    .above("owner", "auditor")
                    .build();

    private static final RoleModel WITHOUT_AUDITOR =
            RoleModel.of(Permissions.of(Permit.class))
                    .role("owner")
                    .role("admin", Permit.MEMBER_MANAGE)
                    .above("owner", "admin")
                    .role("member", Permit.PAGE_WRITE)
                    .above("admin", "member")
                    .role("viewer", Permit.PAGE_READ)
                    .above("member", "viewer")
                    .build();

    private TestDatabase database;
    private ScopedDataSource scoped;
    private Members members;

    @BeforeEach
    void open() throws SQLException {
        database = League.database();
        scoped = League.scoped(database);
        members = new Members(scoped, MODEL);
        database.asSuperuser(
                """
                insert into club values ('%1$s', 'Core'), ('%2$s', 'Disc');
                create table seat (club_id uuid, person_id uuid, is_chair boolean, primary key (club_id, person_id));
                grant usage on schema league to league_maint;
                grant select on seat to league_maint;
                insert into seat values ('%1$s', '%3$s', true), ('%1$s', '%4$s', false), ('%2$s', '%5$s', true), ('%2$s', '%3$s', false);
                """
                        .formatted(CORE, DISC, CAT, DAN, EVE));
    }

    private static Scope.Maintenance maintenance() {
        return new Scope.Maintenance("members of before", Duration.ofMinutes(1));
    }

    private long brought(TenantId tenant, Map<PrincipalId, Set<Role>> whom) throws SQLException {
        return Scopes.call(maintenance(), () -> new Tenants(scoped).bringIn(tenant, whom));
    }

    private Set<Role> roles(PrincipalId who, TenantId tenant) throws SQLException {
        return members.holding(who, tenant).map(Holding::roles).orElse(Set.of());
    }

    private List<String> past(String query) throws SQLException {
        try (Connection superuser = database.as("postgres").getConnection()) {
            return Sql.list(superuser, query);
        }
    }

    private static String ofThePage() throws IOException {
        try (InputStream in =
                ExistingMembersIT.class.getResourceAsStream("/authority/existing.sql")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aTableOfOnesOwnIsBroughtInTenantByTenantAndIsOnRecord() throws Exception {
        assertThat(Sql.list(scoped, maintenance(), ofThePage())).containsExactly("2", "2");

        assertThat(roles(CAT, CORE)).containsExactly(OWNER);
        assertThat(roles(DAN, CORE)).containsExactly(MEMBER);
        assertThat(roles(CAT, DISC)).containsExactly(MEMBER);
        assertThat(roles(EVE, DISC)).containsExactly(OWNER);
        assertThat(
                        past(
                                "select concat_ws(' ', what, object, details ->> 'roles') from"
                                        + " bailiwick_authority.audit where tenant_id = '%s' order by 1"
                                                .formatted(CORE)))
                .containsExactly(
                        "member.brought " + CAT + " [\"owner\"]",
                        "member.brought " + DAN + " [\"member\"]",
                        "tenant.brought " + CORE);
        assertThat(
                        past(
                                "select used from bailiwick_authority.tenant_limit where kind ="
                                        + " 'users' and tenant_id = '%s'".formatted(CORE)))
                .containsExactly("2");
    }

    @Test
    void whoIsAMemberAlreadyIsNeitherRaisedNorLowered() throws SQLException {
        long before = League.epoch(database);

        assertThat(brought(ACME, Map.of(BEN, Set.of(OWNER), CAT, Set.of()))).isZero();

        assertThat(roles(BEN, ACME)).containsExactly(ADMIN);
        assertThat(roles(CAT, ACME)).containsExactly(MEMBER);
        assertThat(League.epoch(database)).as("nothing has changed").isEqualTo(before);
        assertThat(brought(ACME, Map.of(EVE, Set.of(MEMBER)))).isOne();
        assertThat(League.epoch(database)).isGreaterThan(before);
    }

    @Test
    void whatCannotBeIsRefusedAndNothingOfItStays() throws SQLException {
        TenantId nowhere = new TenantId(new UUID(0xE, 1));
        PrincipalId nobody = new PrincipalId(new UUID(0xE, 2));
        Set<Role> unknown = Set.of(new Role("chair", Set.of()));

        assertThat(Sql.stateOf(() -> brought(CORE, Map.of(CAT, Set.of(MEMBER)))))
                .as("no owner")
                .isEqualTo("23000");
        assertThat(Sql.stateOf(() -> brought(nowhere, Map.of(CAT, Set.of(OWNER)))))
                .isEqualTo("23503");
        assertThat(Sql.stateOf(() -> brought(CORE, Map.of(CAT, Set.of(OWNER), nobody, Set.of()))))
                .isEqualTo("23503");
        assertThat(Sql.stateOf(() -> brought(CORE, Map.of(CAT, unknown)))).isEqualTo("22023");
        assertThat(
                        past(
                                "select 1 from bailiwick_authority.tenant where tenant_id = '"
                                        + CORE
                                        + "'"))
                .isEmpty();
    }

    @Test
    void aRoleIsReplacedInAllTenantsAndThenTheModelMayBeWithoutIt() throws SQLException {
        Sql.list(
                scoped,
                maintenance(),
                "select bailiwick_authority.bring_in(?, ?::jsonb)",
                CORE.text(),
                "{\"%s\": [\"owner\", \"viewer\"], \"%s\": [\"auditor\", \"viewer\"]}"
                        .formatted(CAT, DAN));
        long before = League.epoch(database);

        // snippet holders
        List<String> holders =
                Sql.list(
                        scoped,
                        maintenance(),
                        """
                        select concat_ws(' ', tenant_id, count(*)) from bailiwick_authority.membership
                        where 'viewer' = any (roles) group by tenant_id order by tenant_id
                        """);
        // end
        // snippet replace
        long members =
                Scopes.call(maintenance(), () -> new Tenants(scoped).replaceRole(VIEWER, AUDITOR));
        // end

        assertThat(holders).containsExactly(ACME + " 1", CORE + " 2");
        assertThat(members).isEqualTo(3);
        assertThat(roles(DAN, ACME)).containsExactly(AUDITOR);
        assertThat(roles(DAN, CORE)).containsExactly(AUDITOR);
        assertThat(roles(CAT, CORE)).containsExactlyInAnyOrder(OWNER, AUDITOR);
        assertThat(League.epoch(database)).isGreaterThan(before);
        assertThat(
                        past(
                                "select details ->> 'members' from bailiwick_authority.audit where"
                                        + " what = 'role.replaced' order by 1"))
                .containsExactly("1", "2");
        database.asOwner(League.SQL.model(WITHOUT_VIEWER));
    }

    /** Else its members would hold what the functions know nothing of. */
    @Test
    void aRoleThatIsTakenOutOfTheModelMeanwhileIsNotGiven() throws Exception {
        try (Connection migrating = database.as("league_owner").getConnection()) {
            migrating.setAutoCommit(false);
            Sql.execute(migrating, League.SQL.model(WITHOUT_AUDITOR));
            FutureTask<String> replacing =
                    new FutureTask<>(
                            () ->
                                    Sql.stateOf(
                                            () ->
                                                    Scopes.call(
                                                            maintenance(),
                                                            () ->
                                                                    new Tenants(scoped)
                                                                            .replaceRole(
                                                                                    VIEWER,
                                                                                    AUDITOR))));
            Thread.ofVirtual().start(replacing);
            AtOnce.awaitOneWhoWaits(database);
            migrating.commit();

            assertThat(replacing.get(2, TimeUnit.MINUTES)).isEqualTo("22023");
        }
        assertThat(roles(DAN, ACME)).containsExactly(VIEWER);
    }

    @Test
    void ownersAreNeitherMadeNorUnmadeByReplacingARole() {
        for (List<Role> pair : List.of(List.of(OWNER, ADMIN), List.of(ADMIN, OWNER))) {
            assertThat(
                            Sql.stateOf(
                                    () ->
                                            Scopes.call(
                                                    maintenance(),
                                                    () ->
                                                            new Tenants(scoped)
                                                                    .replaceRole(
                                                                            pair.getFirst(),
                                                                            pair.getLast()))))
                    .isEqualTo("22023");
        }
    }

    /** Whoever could would be the owner of any tenant. */
    @Test
    void isNotForTheAppRole() {
        assertThat(
                        Sql.stateOf(
                                () ->
                                        Sql.list(
                                                scoped,
                                                League.in(ACME, CAT),
                                                "select bailiwick_authority.bring_in(?, '{}')",
                                                CORE.text())))
                .isEqualTo(Sql.REFUSED);
    }
}
