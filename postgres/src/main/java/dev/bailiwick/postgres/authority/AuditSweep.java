package dev.bailiwick.postgres.authority;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import javax.sql.DataSource;

/**
 * Removes entries of the audit that are older than they are to be kept. It is maintenance itself,
 * and as such on record, for as long as the rest.
 */
public final class AuditSweep {

    private static final List<String> BATCHES =
            List.of(
                    """
                    with asked (before, most) as (select clock_timestamp() - ? * interval '1 second', ?)
                    delete from bailiwick_authority.audit where (tenant_id, at, id) in (
                        select a.tenant_id, a.at, a.id
                        from bailiwick_authority.tenant t cross join asked cross join lateral (
                            select o.tenant_id, o.at, o.id from bailiwick_authority.audit o
                            where o.tenant_id = t.tenant_id and o.at < asked.before
                            limit asked.most) a
                        limit (select most from asked))
                    """,
                    """
                    delete from bailiwick_authority.maintenance_audit where (run, event) in (
                        select m.run, m.event from bailiwick_authority.maintenance_audit m
                        where m.at < clock_timestamp() - ? * interval '1 second' limit ?)
                    """);

    private final Sweep sweep;

    /**
     * @param maintenance as {@link dev.bailiwick.postgres.jdbc.ScopedDataSource#maintenance} makes
     *     it
     * @param kept how long entries are kept, by the clock of the database
     * @throws IllegalArgumentException for less than a day
     */
    public AuditSweep(DataSource maintenance, Duration kept) {
        this.sweep = new Sweep(maintenance, kept, BATCHES);
    }

    /**
     * Removes what is too old, in transactions of some thousand entries. What it has removed when
     * it fails stays removed.
     *
     * @return how many entries
     */
    public long run() throws SQLException {
        return sweep.run("removes audit entries older than " + sweep.kept());
    }
}
