package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.ShareLevel;
import dev.bailiwick.core.authority.TeamId;
import dev.bailiwick.postgres.Wall;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;

import javax.sql.DataSource;

/**
 * What members of the tenant in scope share with each other and with others: rows of tables that
 * the wall declares {@link dev.bailiwick.postgres.TenantTable#sharedAs}. Given by who owns the row
 * or holds it in full, and never for longer than that: what was given on counts only while its
 * giver holds what it was given on from. What must be opened is, with {@link ReceivedShares}.
 * Threads and transactions are as for {@link Members}.
 */
public final class Shares {

    private static final String SHARE =
            "select bailiwick_authority.share_resource(?, ?, ?, ?, ?, ?, ?)";
    private static final String LINK =
            "select bailiwick_authority.share_link(?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String OUTSIDE =
            "select bailiwick_authority.share_outside(?, ?, ?, ?, ?, ?, ?)";
    private static final String ACCESSES =
            "select * from bailiwick_authority.share_accesses(?, ?, ?)";
    private static final String REVOKE = "select bailiwick_authority.revoke_share(?)";
    private static final String OUTSIDE_SHARES =
            "select * from bailiwick_authority.outside_shares(?)";
    private static final String SHARES = "select * from bailiwick_authority.shares_of(?, ?)";

    private final Calls calls;
    private final SortedSet<String> types;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public Shares(DataSource scoped, Wall wall) {
        this(scoped, wall, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what the functions refuse
     */
    public Shares(DataSource scoped, Wall wall, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
        this.types = new SharedTables(wall).types();
    }

    /**
     * The type of that name.
     *
     * @throws IllegalArgumentException if no table is shared by it; the message names those that
     *     there are
     */
    public ShareType type(String name) {
        if (!types.contains(name)) {
            throw new IllegalArgumentException(
                    "No table is shared as %s; known are %s"
                            .formatted(name, String.join(", ", types)));
        }
        return new ShareType(name);
    }

    /**
     * Shares a row until it is revoked, or for as long as the giver holds it. With whom the giver
     * shares it already, at that level and not by a link, that share is open so from now on.
     *
     * @throws IllegalArgumentException if it goes outside of the tenant at a level that lets it be
     *     changed
     */
    public Shared share(ShareType type, UUID row, ShareTarget target, ShareLevel level)
            throws SQLException {
        return share(type, row, target, level, null);
    }

    /**
     * Shares a row for some time by the clock of the database.
     *
     * @throws IllegalArgumentException if it is less than a second; and as {@link #share} does
     */
    public Shared shareFor(
            Duration time, ShareType type, UUID row, ShareTarget target, ShareLevel level)
            throws SQLException {
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("A share is open for a second or more");
        }
        return share(type, row, target, level, time.toSeconds());
    }

    private Shared share(
            ShareType type, UUID row, ShareTarget target, ShareLevel level, @Nullable Long seconds)
            throws SQLException {
        if (target.isOutside() && level.includes(ShareLevel.EDIT)) {
            throw new IllegalArgumentException(
                    "What goes outside of the tenant is read there and not changed: " + level);
        }
        UUID id = UUID.randomUUID();
        String name = type(type.name()).name();
        int number = level.number();
        return switch (target) {
            case ShareTarget.Member(PrincipalId who) ->
                    outcome(
                            calls.asMember(SHARE, id, name, row, number, who.text(), null, seconds),
                            Shared.Open::new);
            case ShareTarget.Team(TeamId team) ->
                    outcome(
                            calls.asMember(
                                    SHARE, id, name, row, number, null, team.value(), seconds),
                            Shared.Open::new);
            case ShareTarget.WholeTenant() ->
                    outcome(
                            calls.asMember(SHARE, id, name, row, number, null, null, seconds),
                            Shared.Open::new);
            case ShareTarget.Link link -> linked(link, name, row, number, seconds);
            case ShareTarget.External(String email) ->
                    outcome(
                            calls.asMember(OUTSIDE, id, name, row, number, email, null, seconds),
                            Shared.Open::new);
            case ShareTarget.OtherTenant(TenantId tenant) ->
                    outcome(
                            calls.asMember(
                                    OUTSIDE, id, name, row, number, null, tenant.text(), seconds),
                            Shared.Open::new);
        };
    }

    private Shared linked(
            ShareTarget.Link link, String name, UUID row, int number, @Nullable Long seconds)
            throws SQLException {
        UUID id = UUID.randomUUID();
        Token token = Token.random();
        return outcome(
                calls.asMember(
                        LINK,
                        id,
                        name,
                        row,
                        number,
                        token.hash(),
                        link.once(),
                        link.outside(),
                        seconds),
                made -> new Shared.Linked(made, token));
    }

    private static Shared outcome(String word, Function<UUID, Shared> done) {
        return switch (word) {
            case "absent" -> new Shared.Absent();
            case "above own" -> new Shared.AboveOwn();
            case "forbidden" -> new Shared.Forbidden();
            case "oneself" -> new Shared.Oneself();
            case "no target" -> new Shared.NoTarget();
            case "full" -> new Shared.Full();
            default -> done.apply(UUID.fromString(word));
        };
    }

    /**
     * Who has opened what must be opened of a row, also by shares that are over, newest first; none
     * for who neither holds it in full nor has the permission to share outside.
     *
     * @param most of them
     */
    public List<ShareAccess> accesses(ShareType type, UUID row, int most) throws SQLException {
        Scopes.requireTenant();
        Scopes.requirePrincipal();
        return calls.rows(
                ACCESSES,
                access ->
                        new ShareAccess(
                                access.getObject("at", OffsetDateTime.class).toInstant(),
                                access.getObject("share", UUID.class),
                                new PrincipalId(access.getString("principal")),
                                Optional.ofNullable(access.getString("home")).map(TenantId::new)),
                type.name(),
                row,
                most);
    }

    /**
     * Revokes a share with all that was given on from it: by who gave it, who owns the row, or whom
     * it was given to; one that goes outside of the tenant also by who may share so.
     *
     * @return false if there is no such share, or the principal in scope is none of these
     */
    public boolean revoke(UUID share) throws SQLException {
        return calls.asMember(REVOKE, share).equals("done");
    }

    /** The shares of a row that are open; none for who does not hold it in full. */
    public List<Share> of(ShareType type, UUID row) throws SQLException {
        Scopes.requireTenant();
        Scopes.requirePrincipal();
        return calls.rows(SHARES, Shares::read, type.name(), row);
    }

    /**
     * What goes outside of the tenant and is open, newest first; none for who lacks the permission
     * to share so. For a wall with a role for guests.
     *
     * @param most of them
     */
    public List<Share> outside(int most) throws SQLException {
        Scopes.requireTenant();
        Scopes.requirePrincipal();
        return calls.rows(OUTSIDE_SHARES, Shares::read, most);
    }

    private static Share read(ResultSet row) throws SQLException {
        Optional<Instant> expires =
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
        return new Share(
                row.getObject("id", UUID.class),
                new ShareType(row.getString("kind")),
                row.getObject("resource", UUID.class),
                target(row),
                ShareLevel.of(row.getInt("level")),
                new PrincipalId(row.getString("by_whom")),
                expires,
                row.getString("other") == null || row.getBoolean("accepted"),
                row.getBoolean("counting"));
    }

    private static ShareTarget target(ResultSet row) throws SQLException {
        String whom = row.getString("whom");
        UUID team = row.getObject("team", UUID.class);
        if (whom != null) {
            return new ShareTarget.Member(new PrincipalId(whom));
        } else if (row.getBoolean("link")) {
            return new ShareTarget.Link(row.getBoolean("once"), row.getBoolean("outside"));
        } else if (row.getString("email") != null) {
            return new ShareTarget.External(row.getString("email"));
        } else if (row.getString("other") != null) {
            return new ShareTarget.OtherTenant(new TenantId(row.getString("other")));
        }
        return team == null
                ? new ShareTarget.WholeTenant()
                : new ShareTarget.Team(new TeamId(team));
    }
}
