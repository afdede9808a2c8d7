package dev.bailiwick.postgres.plan;

import dev.bailiwick.postgres.catalogue.Privilege;

/**
 * A privilege that somebody has on a relation.
 *
 * @param relation its kind and label, as faults name it
 * @param target as GRANT and REVOKE name it
 * @param privilege with its column, if it is on one
 * @param grantee as SQL names it
 */
record LiveGrant(
        String relation, String target, String privilege, String grantee, boolean grantable) {

    static LiveGrant of(Privilege found) {
        return new LiveGrant(
                found.relation().label(),
                found.relation().sql(),
                found.privilege().sql(),
                found.grantee().sql(),
                found.grantable());
    }

    String grant() {
        return "grant %s on %s to %s%s;\n"
                .formatted(privilege, target, grantee, grantable ? " with grant option" : "");
    }

    String revokeAll() {
        return "revoke all on %s from %s;\n".formatted(target, grantee);
    }
}
