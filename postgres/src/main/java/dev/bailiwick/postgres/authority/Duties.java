package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.authority.Permission;

import java.util.Optional;

/**
 * Which permissions the toolkit's own operations ask for. Whoever holds one is still bound by rank.
 *
 * @param members to change and end what others hold
 * @param invitations to invite, and to revoke invitations
 * @param teams to make, move and remove teams, and to say who is in them
 * @param audit to read what was done and refused
 * @param outside to share with somebody who is no member, and to accept what another tenant shares;
 *     without it nobody does
 */
public record Duties(
        Permission members,
        Permission invitations,
        Permission teams,
        Permission audit,
        Optional<Permission> outside) {

    public Duties(Permission members, Permission invitations, Permission teams, Permission audit) {
        this(members, invitations, teams, audit, Optional.empty());
    }

    /** These, and one more to share outside the tenant, where the wall has a role for guests. */
    public Duties withOutside(Permission permission) {
        return new Duties(members, invitations, teams, audit, Optional.of(permission));
    }
}
