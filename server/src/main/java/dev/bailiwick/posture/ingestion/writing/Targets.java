package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.provider.ProviderKind;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The providers and scans that the accounts of a file are written to. Every method is a part of its
 * caller's transaction.
 */
@Component
public final class Targets {

    private final JdbcClient jdbc;
    private final Providers providers;

    Targets(JdbcClient jdbc, Providers providers) {
        this.jdbc = jdbc;
        this.providers = providers;
    }

    private static final String IS_STARTED =
            """
            select started_at is not null from ingestion where id = :id
            """;

    private static final String START =
            """
            update ingestion set started_at = now() where id = :id
            """;

    /**
     * Those of a file whose turn it is; they are made the first time. Only of accounts whose
     * providers are still there.
     */
    Map<Account, Target> of(UUID id, JobId job) {
        if (!jdbc.sql(IS_STARTED).param("id", id).query(Boolean.class).single()) {
            accounts(id).forEach(each -> makeScan(id, job, each));
            // behind the providers: what removes one waits for files that name it, holding the
            // tenant, for which those wait that hold a provider
            jdbc.sql(START).param("id", id).update();
            tell(id);
        }
        return made(id);
    }

    /**
     * What the file has of an account.
     *
     * @param seen the one provider that its results are for; null: any of this account, which is
     *     made if there is none
     */
    private record Known(Account account, String source, @Nullable UUID seen) {}

    private static final String ACCOUNTS =
            """
            select provider, uid, source, seen_provider_id from ingestion_account
            where ingestion_id = :id
              and exists (select from ingestion i where i.id = :id and i.scan_id is null)
            order by provider, uid
            """;

    /** Those that scans are to be made for; none where the scan was there before its results. */
    private List<Known> accounts(UUID id) {
        return jdbc.sql(ACCOUNTS)
                .param("id", id)
                .query(
                        (row, n) ->
                                new Known(
                                        account(row.getString("provider"), row.getString("uid")),
                                        row.getString("source"),
                                        row.getObject("seen_provider_id", UUID.class)))
                .list();
    }

    private static Account account(String kind, String uid) {
        return new Account(ProviderKind.of(kind).orElseThrow(), uid);
    }

    private static final String MAKE_SCAN =
            """
            insert into scan (provider_id, ingestion_id, job_id, trigger, state, started_at, source)
            values (:provider, :ingestion, :job, 'manual', 'executing', now(), cast(:source as jsonb))
            """;

    private void makeScan(UUID ingestion, JobId job, Known known) {
        UUID provider = known.seen() == null ? anyOf(known.account()) : known.seen();
        // the results of a provider that is deleted are passed over, also where it is later than
        // here
        if (known.seen() != null && !providers.hold(provider)) {
            return;
        }
        jdbc.sql(MAKE_SCAN)
                .param("provider", provider)
                .param("ingestion", ingestion)
                .param("job", job.value())
                .param("source", known.source())
                .update();
    }

    /** Stays until the transaction's end. */
    private UUID anyOf(Account account) {
        UUID provider;
        do {
            provider = providers.findOrCreate(account.kind(), account.uid(), null);
        } while (!providers.hold(provider));
        return provider;
    }

    // they are held, so that none of the numbers comes to stand for another before this is seen
    private static final String TELL_PROVIDERS =
            """
            with held as materialized (
                select p.no from ingestion_account a
                join provider p on p.provider = a.provider and p.uid = a.uid and p.deleted_at is null
                where a.ingestion_id = :id
                for key share of p)
            update ingestion set provider_nos = (select array_agg(no order by no) from held)
            where id = :id
              and (select count(*) from held) = (select count(*) from ingestion_account a where a.ingestion_id = :id)
            """;

    /** Shows it to who sees all providers that it is of, once each of its accounts has one. */
    public void tell(UUID id) {
        jdbc.sql(TELL_PROVIDERS).param("id", id).update();
    }

    private static final String MADE =
            """
            select s.id, s.provider_id, p.provider, p.uid,
                   exists (select from scan before
                           where before.provider_id = s.provider_id and before.published_at is not null) as history
            from scan s
            join provider p on p.id = s.provider_id
            where s.ingestion_id = :id and p.deleted_at is null
            """;

    private Map<Account, Target> made(UUID id) {
        Map<Account, Target> targets = new HashMap<>();
        jdbc.sql(MADE)
                .param("id", id)
                .query(
                        row -> {
                            targets.put(
                                    account(row.getString("provider"), row.getString("uid")),
                                    new Target(
                                            row.getObject("provider_id", UUID.class),
                                            row.getObject("id", UUID.class),
                                            row.getBoolean("history")));
                        });
        return targets;
    }
}
