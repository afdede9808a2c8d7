package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.authority.Permission;

/**
 * Which permissions the toolkit's own operations ask for. Whoever holds one is still bound by rank.
 *
 * @param members to change and end what others hold
 * @param invitations to invite, and to revoke invitations
 * @param teams to make, move and remove teams, and to say who is in them
 * @param audit to read what was done and refused
 */
public record Duties(
        Permission members, Permission invitations, Permission teams, Permission audit) {}
