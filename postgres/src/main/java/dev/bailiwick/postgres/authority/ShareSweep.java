package dev.bailiwick.postgres.authority;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * Removes shares that ended longer ago than they are to be kept, after what was given on from them,
 * and the log of openings as old. The audit keeps what became of them.
 */
public final class ShareSweep {

    private static final List<String> BATCHES =
            List.of(
                    """
                    with asked (before, most) as (select clock_timestamp() - ? * interval '1 second', ?)
                    delete from bailiwick_authority.share where (tenant_id, id) in (
                        select s.tenant_id, s.id from bailiwick_authority.share s cross join asked
                        where least(s.revoked_at, s.expires_at) < asked.before
                        and not exists (
                            select from bailiwick_authority.share c where c.tenant_id = s.tenant_id and c.from_share = s.id)
                        order by s.depth desc limit (select most from asked) for update of s skip locked)
                    """,
                    """
                    with asked (before, most) as (select clock_timestamp() - ? * interval '1 second', ?)
                    delete from bailiwick_authority.share_access where (tenant_id, at, id) in (
                        select a.tenant_id, a.at, a.id
                        from bailiwick_authority.tenant t cross join asked cross join lateral (
                            select o.tenant_id, o.at, o.id from bailiwick_authority.share_access o
                            where o.tenant_id = t.tenant_id and o.at < asked.before
                            limit asked.most) a
                        limit (select most from asked))
                    """);

    private final Sweep sweep;

    /**
     * @param maintenance as {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#maintenance} makes
     *     it
     * @param kept how long ended shares are kept, by the clock of the database
     * @throws IllegalArgumentException for less than a day
     */
    public ShareSweep(DataSource maintenance, Duration kept) {
        this.sweep = new Sweep(maintenance, kept, BATCHES);
    }

    /**
     * Removes what is too old, in transactions of some thousand rows; what somebody is just opening
     * stays for the next time, and so does what it was given on from: each row is locked by itself,
     * and none through another. What it has removed when it fails stays removed.
     *
     * @return how many shares and openings
     */
    public long run() throws SQLException {
        return sweep.run("removes shares that ended more than " + sweep.kept() + " ago");
    }
}
