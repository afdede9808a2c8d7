package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.authority.TeamId;

/** With whom something is shared. */
public sealed interface ShareTarget {

    /** One member of the tenant, until it is none any longer. */
    record Member(PrincipalId principal) implements ShareTarget {}

    /** Who is in the team, or in one that it stands below. */
    record Team(TeamId team) implements ShareTarget {}

    /** All members of the tenant. */
    record WholeTenant() implements ShareTarget {}
}
