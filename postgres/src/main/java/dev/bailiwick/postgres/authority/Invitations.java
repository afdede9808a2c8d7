package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.Role;
import dev.bailiwick.core.authority.RoleModel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Invitations to become a member: for one address, open for some time by the clock of the database,
 * and answered once. They are revoked when who wrote them loses a role or leaves. May be used by
 * any number of threads; transactions are as for {@link Members}.
 */
public final class Invitations {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final String INVITE = "select bailiwick_authority.invite(?, ?, ?, ?, ?)";
    private static final String REVOKE = "select bailiwick_authority.revoke_invitation(?)";
    private static final String ANSWER =
            "select * from bailiwick_authority.answer_invitation(?, ?)";

    private final Calls calls;
    private final RoleModel model;

    /** As for {@link Members}. */
    public Invitations(DataSource scoped, RoleModel model) {
        this(scoped, model, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what the functions refuse
     */
    public Invitations(DataSource scoped, RoleModel model, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
        this.model = model;
    }

    /**
     * Invites whoever has {@code email} into the tenant in scope, as the principal in scope.
     *
     * @param email in any case, with blanks around it or not
     * @param roles that the member will hold
     * @param open a minute at least and a year at most
     * @throws IllegalArgumentException if a role is not of the model, or {@code open} is too short
     *     or too long
     */
    public Invited invite(String email, Set<Role> roles, Duration open) throws SQLException {
        if (open.compareTo(SHORTEST) < 0 || open.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "An invitation is open for %s to %s, and not for %s"
                            .formatted(SHORTEST, LONGEST, open));
        }
        UUID id = UUID.randomUUID();
        Token token = Token.random();
        Set<String> names =
                Set.copyOf(roles.stream().map(role -> model.require(role.name()).name()).toList());
        String word = calls.asMember(INVITE, id, email, token.hash(), names, open.toSeconds());
        return switch (word) {
            case "done" -> new Invited.Open(id, token);
            case "member" -> new Invited.Member();
            case "forbidden" -> new Invited.Forbidden();
            case "above own" -> new Invited.AboveOwn();
            case "full" -> new Invited.Full();
            default -> throw new IllegalStateException(word);
        };
    }

    /** Revokes an invitation that is open, as the principal in the tenant in scope. */
    public Change revoke(UUID invitation) throws SQLException {
        return Words.read(Change.class, calls.asMember(REVOKE, invitation));
    }

    /**
     * Makes the principal in scope a member, in whatever tenant or none the scope is. An existing
     * member is neither raised nor lowered.
     */
    public Answered accept(Token token) throws SQLException {
        return told(calls.asPrincipal(ANSWER, this::answered, token.hash(), true));
    }

    /** Declines for the principal in scope. */
    public Answered decline(Token token) throws SQLException {
        return told(calls.asPrincipal(ANSWER, this::answered, token.hash(), false));
    }

    private Answered told(Answered answered) {
        if (answered instanceof Answered.Refused refused && refused.why() != Answered.Why.MEMBER) {
            calls.refused("invitation", refused.why());
        }
        return answered;
    }

    private Answered answered(ResultSet row) throws SQLException {
        String word = row.getString("word");
        return switch (word) {
            case "joined" ->
                    new Answered.Joined(
                            new TenantId(row.getString("joined")),
                            Calls.known(row, "given", model::find));
            case "declined" -> new Answered.Declined();
            default -> new Answered.Refused(Words.read(Answered.Why.class, word));
        };
    }
}
