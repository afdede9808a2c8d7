package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scopes;
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

import javax.sql.DataSource;

/**
 * What members of the tenant in scope share with each other: rows of tables that the wall declares
 * {@link dev.bailiwick.postgres.TenantTable#sharedAs}. Given by who owns the row or holds it in
 * full, and never for longer than that: what was given on counts only while its giver holds what it
 * was given on from. Threads and transactions are as for {@link Members}.
 */
public final class Shares {

    private static final String SHARE =
            "select bailiwick_authority.share_resource(?, ?, ?, ?, ?, ?, ?)";
    private static final String REVOKE = "select bailiwick_authority.revoke_share(?)";
    private static final String OPEN = "select * from bailiwick_authority.shares_of(?, ?)";

    private final Calls calls;
    private final SortedSet<String> types;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public Shares(DataSource scoped, Wall wall) {
        this.calls = new Calls(scoped);
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

    /** Shares a row until it is revoked, or for as long as the giver holds it. */
    public Shared share(ShareType type, UUID row, ShareTarget target, ShareLevel level)
            throws SQLException {
        return share(type, row, target, level, null);
    }

    /**
     * Shares a row for some time by the clock of the database.
     *
     * @throws IllegalArgumentException if it is less than a second
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
        UUID id = UUID.randomUUID();
        String whom =
                target instanceof ShareTarget.Member(PrincipalId principal)
                        ? principal.text()
                        : null;
        UUID team = target instanceof ShareTarget.Team(TeamId value) ? value.value() : null;
        String word =
                calls.asMember(
                        SHARE,
                        id,
                        type(type.name()).name(),
                        row,
                        level.number(),
                        whom,
                        team,
                        seconds);
        return switch (word) {
            case "done" -> new Shared.Open(id);
            case "absent" -> new Shared.Absent();
            case "above own" -> new Shared.AboveOwn();
            case "oneself" -> new Shared.Oneself();
            case "no target" -> new Shared.NoTarget();
            default -> throw new IllegalStateException(word);
        };
    }

    /**
     * Revokes a share with all that was given on from it: by who gave it, who owns the row, or whom
     * it was given to.
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
        return calls.rows(OPEN, Shares::read, type.name(), row);
    }

    private static Share read(ResultSet row) throws SQLException {
        Optional<Instant> expires =
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
        return new Share(
                row.getObject("id", UUID.class),
                target(row.getString("whom"), row.getObject("team", UUID.class)),
                ShareLevel.of(row.getInt("level")),
                new PrincipalId(row.getString("by_whom")),
                expires,
                row.getBoolean("counting"));
    }

    private static ShareTarget target(@Nullable String whom, @Nullable UUID team) {
        if (whom != null) {
            return new ShareTarget.Member(new PrincipalId(whom));
        }
        return team == null
                ? new ShareTarget.WholeTenant()
                : new ShareTarget.Team(new TeamId(team));
    }
}
