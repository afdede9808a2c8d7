package dev.bailiwick.core.authority;

import static dev.bailiwick.core.authority.Netrun.ADMIN;
import static dev.bailiwick.core.authority.Netrun.MEMBER;
import static dev.bailiwick.core.authority.Netrun.MODEL;
import static dev.bailiwick.core.authority.Netrun.OWNER;
import static dev.bailiwick.core.authority.Netrun.VIEWER;
import static dev.bailiwick.core.authority.Netrun.holding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.bailiwick.core.authority.Netrun.Permit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Set;

class ChecksTest {

    private final Checks checks = new Checks(MODEL);

    @Test
    void allPermissionsMustBeHeldAndTheFirstThatIsMissingIsNamed() {
        Holding member = holding(MEMBER);

        assertThat(checks.permissions(member, Set.of(Permit.CONTENT_CREATE, Permit.CONTENT_READ)))
                .isEqualTo(new Access.Granted(member));
        assertThat(
                        checks.permissions(
                                member,
                                Set.of(
                                        Permit.USERS_CREATE,
                                        Permit.CONTENT_READ,
                                        Permit.CONTENT_DELETE)))
                .isEqualTo(new Access.Forbidden(Permit.CONTENT_DELETE));
        assertThat(checks.permissions(null, Set.of(Permit.CONTENT_READ)))
                .isEqualTo(new Access.NotMember());
    }

    @Test
    void permissionsAreThoseOfAllRolesAndTheCustomOnes() {
        Holding viewer = Netrun.with(holding(VIEWER), Permit.CONTENT_DELETE);

        assertThat(checks.permissions(viewer, Set.of(Permit.CONTENT_DELETE, Permit.CONTENT_READ)))
                .isEqualTo(new Access.Granted(viewer));
        assertThat(checks.permissions(holding(), Set.of(Permit.CONTENT_READ)))
                .isEqualTo(new Access.Forbidden(Permit.CONTENT_READ));
    }

    /** The control: a set holds all of none. */
    @Test
    void k220NothingRequiredIsARefusalAndNeverAPass() {
        assertThat(holding().permissions().containsAll(Set.of())).as("the attack").isTrue();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> checks.permissions(holding(OWNER), Set.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> checks.permissions(null, Set.of()));
    }

    @Test
    void nD2WhatIsUnknownIsAFaultOfTheAskerAndNeverAPass() {
        Permission misspelt = Permissions.of(List.of("CONTENT_REED")).require("CONTENT_REED");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> checks.permissions(holding(OWNER), Set.of(misspelt)))
                .withMessageStartingWith("Unknown permission CONTENT_REED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> checks.role(holding(OWNER), new Role("admni", Set.of())));
    }

    @Test
    void nD4ARoleIsHeldByThoseAboveIt() {
        assertThat(checks.role(holding(OWNER), ADMIN)).isInstanceOf(Access.Granted.class);
        assertThat(checks.role(holding(ADMIN), ADMIN)).isInstanceOf(Access.Granted.class);
        assertThat(checks.role(holding(VIEWER, MEMBER), ADMIN))
                .isEqualTo(new Access.RoleMissing(ADMIN));
        assertThat(checks.role(holding(), VIEWER)).isEqualTo(new Access.RoleMissing(VIEWER));
        assertThat(checks.role(null, VIEWER)).isEqualTo(new Access.NotMember());
    }

    @Test
    void whoeverIsSuspendedMayDoNothing() {
        Holding owner = Netrun.suspended(holding(OWNER));

        assertThat(owner.permissions()).isEmpty();
        assertThat(checks.permissions(owner, Set.of(Permit.CONTENT_READ)))
                .isEqualTo(new Access.Suspended());
        assertThat(checks.role(owner, VIEWER)).isEqualTo(new Access.Suspended());
        assertThat(checks.giving(owner, Set.of(VIEWER), Set.of()))
                .isEqualTo(new Grant.AboveOwn(Set.of(VIEWER), Set.of()));
    }

    @Test
    void nM4ASuspendedTenantIsAllowedWhatIsNamedAndNothingElse() {
        Holding owner = Netrun.in(TenantStatus.SUSPENDED, holding(OWNER));

        assertThat(checks.permissions(owner, Set.of(Permit.BILLING_UPDATE)))
                .isEqualTo(new Access.Granted(owner));
        assertThat(
                        checks.permissions(
                                Netrun.in(TenantStatus.SUSPENDED, holding(ADMIN)),
                                Set.of(Permit.BILLING_UPDATE)))
                .isEqualTo(new Access.Forbidden(Permit.BILLING_UPDATE));
        assertThat(checks.permissions(owner, Set.of(Permit.BILLING_UPDATE, Permit.CONTENT_READ)))
                .isEqualTo(new Access.Closed(TenantStatus.SUSPENDED));
        assertThat(checks.role(owner, VIEWER)).isEqualTo(new Access.Closed(TenantStatus.SUSPENDED));
    }

    /** The same question, asked for all permissions one by one. */
    @ParameterizedTest
    @EnumSource(TenantStatus.class)
    void whatIsAllowedIsWhatWouldBeGranted(TenantStatus status) {
        for (Holding holding :
                List.of(holding(OWNER), holding(MEMBER), Netrun.suspended(holding(OWNER)))) {
            Holding there = Netrun.in(status, holding);

            for (Permit permit : Permit.values()) {
                assertThat(checks.allowed(there).contains(permit))
                        .isEqualTo(
                                checks.permissions(there, Set.of(permit))
                                        instanceof Access.Granted);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TenantStatus.class)
    void nM11ATrialIsOpenAndWhatHasEndedIsNot(TenantStatus status) {
        Holding owner = Netrun.in(status, holding(OWNER));
        boolean open = status == TenantStatus.TRIAL || status == TenantStatus.ACTIVE;

        assertThat(checks.permissions(owner, Set.of(Permit.CONTENT_READ)))
                .isEqualTo(open ? new Access.Granted(owner) : new Access.Closed(status));
        assertThat(checks.permissions(owner, Set.of(Permit.BILLING_UPDATE)))
                .isEqualTo(
                        open || status == TenantStatus.SUSPENDED
                                ? new Access.Granted(owner)
                                : new Access.Closed(status));
    }

    @Test
    void nobodyGivesWhatTheyDoNotHold() {
        Holding admin = holding(ADMIN);

        assertThat(checks.giving(admin, Set.of(ADMIN, VIEWER), Set.of(Permit.CONTENT_DELETE)))
                .isEqualTo(new Grant.Allowed());
        assertThat(
                        checks.giving(
                                admin,
                                Set.of(OWNER, MEMBER),
                                Set.of(Permit.TENANT_DELETE, Permit.CONTENT_READ)))
                .isEqualTo(new Grant.AboveOwn(Set.of(OWNER), Set.of(Permit.TENANT_DELETE)));
        assertThat(checks.giving(holding(), Set.of(VIEWER), Set.of()))
                .isEqualTo(new Grant.AboveOwn(Set.of(VIEWER), Set.of()));
    }

    /** Whoever holds every permission by name is still no owner. */
    @Test
    void onlyAnOwnerMakesAnOwner() {
        Holding almighty = Netrun.with(holding(VIEWER), Permit.values());

        assertThat(almighty.permissions()).isEqualTo(OWNER.permissions());
        assertThat(checks.giving(almighty, Set.of(OWNER), Set.of()))
                .isEqualTo(new Grant.AboveOwn(Set.of(OWNER), Set.of()));
        assertThat(checks.giving(holding(OWNER), Set.of(OWNER), Set.of()))
                .isEqualTo(new Grant.Allowed());
    }
}
