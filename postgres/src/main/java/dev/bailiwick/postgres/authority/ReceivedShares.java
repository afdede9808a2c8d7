package dev.bailiwick.postgres.authority;

import dev.bailiwick.core.Epoch;
import dev.bailiwick.core.PrincipalId;
import dev.bailiwick.core.Scope;
import dev.bailiwick.core.Scopes;
import dev.bailiwick.core.TenantId;
import dev.bailiwick.core.audit.RefusalAudit;
import dev.bailiwick.core.authority.ShareLevel;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * What is shared by links, with addresses and with tenants, which the principal in scope opens
 * before it is reached. All but {@link #open(Token)} is for a wall with a role for guests. Threads
 * and transactions are as for {@link Members}.
 */
public final class ReceivedShares {

    private static final String LINK = "select * from bailiwick_authority.open_link(?)";
    private static final String OFFER = "select * from bailiwick_authority.open_offer(?, ?)";
    private static final String GUEST = "select bailiwick_authority.guest_epoch(?)";
    private static final String OFFERS = "select * from bailiwick_authority.offers(?)";
    private static final String REFUSE_ALL = "select bailiwick_authority.refuse_offers(?)";
    private static final String ANSWER = "select bailiwick_authority.answer_offer(?, ?, ?)";

    private final Calls calls;

    /**
     * @param scoped the app role's, as the wall guards it
     */
    public ReceivedShares(DataSource scoped) {
        this(scoped, RefusalAudit.none());
    }

    /**
     * @param refusals hears of what cannot be opened, and of answers that the functions refuse
     */
    public ReceivedShares(DataSource scoped, RefusalAudit refusals) {
        this.calls = new Calls(scoped, refusals);
    }

    /**
     * Opens a link as the principal in scope: as a member of the tenant that it is of, in whatever
     * scope; or, if it goes outside, as a guest from the tenant in scope.
     */
    public Opened open(Token token) throws SQLException {
        return told(calls.asPrincipal(LINK, ReceivedShares::opened, token.hash()));
    }

    /**
     * Opens what is shared with the address of the principal in scope, or with the tenant in scope.
     *
     * @param host whose it is
     */
    public Opened open(TenantId host, UUID share) throws SQLException {
        return told(calls.asPrincipal(OFFER, ReceivedShares::opened, host.text(), share));
    }

    private Opened told(Opened opened) {
        if (opened instanceof Opened.Refused refused) {
            calls.refused("share", refused.why());
        }
        return opened;
    }

    /**
     * What the principal in scope may open, by its address and as a member of the tenant in scope;
     * and what that tenant may accept, for who has the permission. Oldest first; what others offer
     * has no end, so that one says how many are read.
     */
    public List<Offer> offers(int most) throws SQLException {
        Scopes.requirePrincipal();
        return calls.rows(OFFERS, ReceivedShares::offer, most);
    }

    /**
     * The scope of the principal in scope as a guest of {@code host}, from the tenant in scope, as
     * derived from the authority of now: where the wall compares epochs, nothing of it runs once
     * that has changed. Empty for who has opened nothing there that is open; whether any of it is
     * reached at the moment, the policies say.
     */
    public Optional<Scope.Guest> guest(TenantId host) throws SQLException {
        Scope.Tenant home = Scopes.requireTenant();
        PrincipalId principal = Scopes.requirePrincipal();
        return calls.row(GUEST, row -> new Epoch(row.getLong(1)), host.text())
                .map(epoch -> new Scope.Guest(host, home.tenant(), principal, epoch));
    }

    /** Lets members of the tenant in scope open what another shares with it. */
    public Change accept(TenantId host, UUID share) throws SQLException {
        return answer(host, share, true);
    }

    /** Ends what another tenant shares with the one in scope, whether it was accepted or not. */
    public Change refuse(TenantId host, UUID share) throws SQLException {
        return answer(host, share, false);
    }

    /** Ends all that another tenant offers to the one in scope and that waits for an answer. */
    public Change refuseAll(TenantId host) throws SQLException {
        return Words.read(Change.class, calls.asMember(REFUSE_ALL, host.text()));
    }

    private Change answer(TenantId host, UUID share, boolean accepted) throws SQLException {
        return Words.read(Change.class, calls.asMember(ANSWER, host.text(), share, accepted));
    }

    private static Opened opened(ResultSet row) throws SQLException {
        String word = row.getString("word");
        return word.equals("opened")
                ? new Opened.Row(
                        new TenantId(row.getString("host")),
                        row.getObject("share", UUID.class),
                        new ShareType(row.getString("kind")),
                        row.getObject("resource", UUID.class),
                        row.getBoolean("guest"))
                : new Opened.Refused(Words.read(Opened.Why.class, word));
    }

    private static Offer offer(ResultSet row) throws SQLException {
        boolean toTenant = row.getBoolean("to_tenant");
        return new Offer(
                new TenantId(row.getString("host")),
                row.getObject("id", UUID.class),
                new ShareType(row.getString("kind")),
                ShareLevel.of(row.getInt("level")),
                Optional.ofNullable(row.getObject("expires_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant),
                toTenant,
                !toTenant || row.getBoolean("accepted"));
    }
}
