package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.audit.RefusalAudit;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

import javax.sql.DataSource;

/**
 * Looks something up in a tenant's audit, the newest first, as the principal in the tenant in
 * scope, who must hold the permission for it. To read all of it, in its order and without missing
 * any, is {@link AuditExport}.
 */
public final class AuditReader {

    /** Of one page. */
    public static final int MOST = 1_000;

    private static final String NEWEST =
            "select * from bailiwick_authority.audit_newest(?, ?, ?, ?, ?, ?, ?, ?)";

    private final Calls calls;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public AuditReader(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of readers who lack the permission
     */
    public AuditReader(DataSource scoped, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
    }

    /**
     * One page of what is asked for; a shorter one is the last. Refusals of one minute that several
     * processes have counted are an entry of each, and may come up to an hour late.
     *
     * @param most from one to {@link #MOST}
     * @throws IllegalArgumentException for another number
     * @throws SQLException with state 42501 if the principal may not read it
     */
    public List<AuditEntry> newest(AuditQuery query, int most) throws SQLException {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException(
                    "A page has from one to %d entries, not %d".formatted(MOST, most));
        }
        PrincipalId principal = query.principal();
        AuditQuery.Outcome outcome = query.outcome();
        AuditEntry last = query.behind();
        return calls.rowsAsMember(
                NEWEST,
                AuditExport::entry,
                principal == null ? null : principal.text(),
                outcome == null ? null : Words.written(outcome),
                query.what(),
                utc(query.since()),
                utc(query.until()),
                last == null ? null : utc(last.at()),
                last == null ? null : last.id(),
                most);
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant moment) {
        return moment == null ? null : moment.atOffset(ZoneOffset.UTC);
    }
}
