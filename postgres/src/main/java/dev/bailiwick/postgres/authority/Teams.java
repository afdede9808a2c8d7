package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.TeamId;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;

import javax.sql.DataSource;

/**
 * The teams of the tenant in scope, which may stand below each other. Whoever is in a team reaches
 * what belongs to it and to the teams below it, and never to those above. Threads and transactions
 * are as for {@link Members}; all changes of one tenant's teams come one after the other.
 */
public final class Teams {

    private static final String MAKE = "select bailiwick_authority.make_team(?, ?, ?, ?)";
    private static final String MOVE = "select bailiwick_authority.move_team(?, ?)";
    private static final String REMOVE = "select bailiwick_authority.remove_team(?)";
    private static final String CHANGE = "select bailiwick_authority.change_team(?, ?, ?)";
    private static final String JOIN = "select bailiwick_authority.join_team(?, ?)";
    private static final String LEAVE = "select bailiwick_authority.leave_team(?, ?)";

    private final Calls calls;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public Teams(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what the functions refuse
     */
    public Teams(DataSource scoped, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
    }

    /**
     * @param team a new id
     * @param below the team that it stands below; null for none
     * @param name not blank
     */
    public TeamChange make(TeamId team, String name, @Nullable TeamId below) throws SQLException {
        return changed(MAKE, team.value(), below == null ? null : below.value(), name, null);
    }

    /** Puts a team, with all teams below it, below another one, or below none if null. */
    public TeamChange move(TeamId team, @Nullable TeamId below) throws SQLException {
        return changed(MOVE, team.value(), below == null ? null : below.value());
    }

    /** Removes a team that none stands below, with what was shared with it. */
    public TeamChange remove(TeamId team) throws SQLException {
        return changed(REMOVE, team.value());
    }

    /**
     * Gives a team another name and another limit of its members; null for no limit. Nobody is put
     * out of it.
     */
    public TeamChange change(TeamId team, String name, @Nullable Integer mostMembers)
            throws SQLException {
        return changed(CHANGE, team.value(), name, mostMembers);
    }

    /** Puts a member of the tenant into a team; nothing happens if it is in it. */
    public TeamChange join(TeamId team, PrincipalId whom) throws SQLException {
        return changed(JOIN, team.value(), whom.text());
    }

    /** Takes somebody out of a team. Everybody may leave. */
    public TeamChange leave(TeamId team, PrincipalId whom) throws SQLException {
        return changed(LEAVE, team.value(), whom.text());
    }

    private TeamChange changed(String sql, @Nullable Object... arguments) throws SQLException {
        return Words.read(TeamChange.class, calls.asMember(sql, arguments));
    }
}
