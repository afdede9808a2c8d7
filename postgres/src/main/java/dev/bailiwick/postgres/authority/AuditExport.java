package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.audit.RefusalAudit;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Reads a tenant's audit, as the principal in the tenant in scope, who must hold the permission for
 * it. A thousand entries at a time, each in a transaction of their own, so that memory is bounded
 * and nobody waits for a slow reader.
 */
public final class AuditExport {

    private static final int PAGE = 1_000;

    private final Calls calls;
    private final String entries;
    private final String settled;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public AuditExport(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of readers who lack the permission
     */
    public AuditExport(DataSource scoped, RefusalAudit refusals) {
        this(scoped, AuthoritySql.NAME, refusals);
    }

    /**
     * Of tables of the application's own.
     *
     * @param schema of functions {@code audit_entries} and {@code audit_settled} that take and do
     *     what those of the toolkit do
     */
    public AuditExport(DataSource scoped, String schema, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
        String quoted = Accounts.quoted(schema);
        this.entries = "select * from " + quoted + ".audit_entries(?, ?, ?, ?, ?, ?, ?)";
        this.settled = "select " + quoted + ".audit_settled()";
    }

    /** Takes entries, one after the other. */
    @FunctionalInterface
    public interface Sink {

        void take(AuditEntry entry) throws IOException;
    }

    /**
     * Gives the entries of a time to {@code sink}, oldest first; refusals of one principal, one
     * rule and one minute are one entry, though several processes have counted them. An entry
     * stands at the time when it was made, and is there when its transaction is over, and refusals
     * up to an hour later.
     *
     * @param until no longer; what is read beyond {@link #settled} may lack some
     * @throws SQLException with state 42501 if the principal may not read it
     */
    public void read(Instant from, Instant until, Sink sink) throws SQLException, IOException {
        OffsetDateTime first = from.atOffset(ZoneOffset.UTC);
        OffsetDateTime end = until.atOffset(ZoneOffset.UTC);
        AuditEntry last = null;
        AuditEntry open = null;
        List<AuditEntry> page;
        do {
            page = page(first, end, last);
            for (AuditEntry entry : page) {
                AuditEntry joined = open == null ? null : joined(open, entry);
                if (open != null && joined == null) {
                    sink.take(open);
                }
                open = joined == null ? entry : joined;
                last = entry;
            }
        } while (page.size() == PAGE);
        if (open != null) {
            sink.take(open);
        }
    }

    /**
     * The moment before which no entry will be added any more. Who reads up to it reads all, and
     * goes on from it the next time without missing one or reading one twice. It is an hour ago,
     * since refusals may be written so late, or earlier while a transaction is open that has made
     * an entry.
     *
     * <p>To be asked before the transaction that reads, at READ COMMITTED, of the primary.
     *
     * @throws SQLException with state 42501 if the principal may not read the audit
     */
    public Instant settled() throws SQLException {
        return calls.rowsAsMember(
                        settled, row -> row.getObject(1, OffsetDateTime.class).toInstant())
                .getFirst();
    }

    /** As JSON lines, each with an end of line. */
    public void write(Instant from, Instant until, Appendable lines)
            throws SQLException, IOException {
        read(from, until, entry -> lines.append(entry.json()).append('\n'));
    }

    /** The sum of two that stand next to each other, if they are of one kind of refusal. */
    private static @Nullable AuditEntry joined(AuditEntry one, AuditEntry next) {
        boolean same =
                one.kind().equals("refused")
                        && next.kind().equals("refused")
                        && one.at().equals(next.at())
                        && one.what().equals(next.what())
                        && Objects.equals(one.principal(), next.principal());
        return same
                ? new AuditEntry(
                        one.at(),
                        one.id(),
                        one.principal(),
                        one.kind(),
                        one.what(),
                        one.object(),
                        one.details(),
                        one.count() + next.count())
                : null;
    }

    private List<AuditEntry> page(
            OffsetDateTime from, OffsetDateTime until, @Nullable AuditEntry last)
            throws SQLException {
        if (last == null) {
            return calls.rowsAsMember(
                    entries, AuditExport::entry, from, until, null, null, null, null, PAGE);
        }
        return calls.rowsAsMember(
                entries,
                AuditExport::entry,
                from,
                until,
                last.at().atOffset(ZoneOffset.UTC),
                last.what(),
                last.principal() == null ? "" : last.principal(),
                last.id(),
                PAGE);
    }

    static AuditEntry entry(ResultSet row) throws SQLException {
        String principal = row.getString("principal");
        return new AuditEntry(
                row.getObject("at", OffsetDateTime.class).toInstant(),
                row.getObject("id", UUID.class),
                principal.isEmpty() ? null : principal,
                row.getString("kind"),
                row.getString("what"),
                row.getString("object"),
                row.getString("details"),
                row.getLong("count"));
    }
}
