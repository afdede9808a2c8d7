package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.task.job.JobId;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

import tools.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What an attempt may write to its job's row. Every write names the attempt number and fails when
 * it is no longer the current one.
 */
@Component
final class Attempts {

    private static final Logger log = LoggerFactory.getLogger(Attempts.class);
    private static final int MOST_TIMES = 4;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final JsonMapper json;
    private final JobEnds ends;

    Attempts(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            JsonMapper json,
            JobEnds ends) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.json = json;
        this.ends = ends;
    }

    private static final String CURRENT =
            """
            select id from job where id = :id and attempt = :attempt and state = 'executing'
            """;

    private static final String OPEN =
            """
            and exists (select from tenant t where t.id = bailiwick.tenant() and is_open(t))
            """;

    /** What a transaction of a job needs in order to begin. */
    record Held(JobId id, int attempt, boolean whenNotOpen) {

        /** Two statements rather than one with a switch: the tenant costs as much as the job. */
        private String current() {
            return whenNotOpen ? CURRENT : CURRENT + OPEN;
        }
    }

    private static final String HOLD = "for share";

    /** {@code work} in a transaction during which no other attempt can take over. */
    <T extends @Nullable Object> T inTransaction(Held held, Supplier<T> work) {
        return inTransaction(held.current() + HOLD, held, work);
    }

    private static final String HOLD_ALONE = "for no key update";

    /** As {@link #inTransaction}; {@code work} ends with the last write to the job's row. */
    <T extends @Nullable Object> T inLastTransaction(Held held, Supplier<T> work) {
        return inTransaction(held.current() + HOLD_ALONE, held, work);
    }

    private <T extends @Nullable Object> T inTransaction(String hold, Held held, Supplier<T> work) {
        return transaction.execute(
                status -> {
                    boolean current =
                            jdbc.sql(hold)
                                    .param("id", held.id().value())
                                    .param("attempt", held.attempt())
                                    .query((row, n) -> true)
                                    .optional()
                                    .isPresent();
                    if (!current) {
                        throw new StaleAttemptException(held.id(), held.attempt());
                    }
                    return work.get();
                });
    }

    /** Ends the job as completed, and lets begin what waited for it alone. */
    void complete(JobId id, int attempt, Map<String, Object> result) {
        transaction.executeWithoutResult(
                status -> ends.released(end(id, attempt, "completed", result)));
    }

    /** Ends the job as failed, and tells its handler. */
    void fail(Envelope envelope, Map<String, Object> failure) {
        endSurely(
                envelope,
                "failed",
                failure,
                () -> ends.failed(envelope.job(), Failure.reasonOf(failure)));
    }

    /** Ends the job as cancelled with what waits for it, and tells their handlers. */
    void cancel(Envelope envelope, String reason) {
        endSurely(
                envelope,
                "cancelled",
                Map.of("reason", reason),
                () -> ends.cancelled(envelope.job()));
    }

    /** Again, where what is told met passing trouble. */
    private void endSurely(
            Envelope envelope, String state, Map<String, Object> result, Runnable tell) {
        for (int time = 1; ; time++) {
            try {
                transaction.executeWithoutResult(
                        status -> {
                            var _ = end(envelope.id(), envelope.attempt(), state, result);
                            tell.run();
                        });
                return;
            } catch (DataAccessException | TransactionException e) {
                if (time == MOST_TIMES || !Troubles.passes(e)) {
                    throw e;
                }
                log.warn("The end of job {} is written once more", envelope.id(), e);
            }
        }
    }

    private static final String END =
            """
            with told as (select pg_input_is_valid(:result, 'jsonb') as kept)
            select kept,
                   end_job(:id, :attempt, :state, cast(case when kept then :result else :instead end as jsonb)) as begun
            from told
            """;

    /**
     * With the engine's row, and also where the database does not keep the result: an attempt that
     * could not be ended would be taken up again and again. Answers how many jobs begin that waited
     * for this one alone.
     */
    private int end(JobId id, int attempt, String state, Map<String, Object> result) {
        Ended ended =
                jdbc.sql(END)
                        .param("id", id.value())
                        .param("attempt", attempt)
                        .param("state", state)
                        .param("result", json.writeValueAsString(result))
                        .param("instead", json.writeValueAsString(Failure.unkept(state)))
                        .query(
                                (row, n) ->
                                        new Ended(
                                                row.getBoolean("kept"),
                                                row.getObject("begun", Integer.class)))
                        .single();
        if (ended.begun == null) {
            throw new StaleAttemptException(id, attempt);
        }
        if (!ended.kept) {
            log.warn("The database does not keep what job {} came to", id);
        }
        return ended.begun;
    }

    /**
     * @param begun null if another attempt has taken over
     */
    private record Ended(boolean kept, @Nullable Integer begun) {}

    private static final String IS_OVER =
            """
            select not exists (select from job where id = :id and state in ('available', 'scheduled', 'executing'))
            """;

    /** Whether there is nothing to do for the job any more. */
    boolean isOver(JobId id) {
        return jdbc.sql(IS_OVER).param("id", id.value()).query(Boolean.class).single();
    }

    private static final String GIVE_BACK =
            """
            update job set state = 'available', failures = :failures, metadata = metadata - 'due_at'
            where id = :id and attempt = :attempt and state = 'executing'
            """;

    /** Gives the job back, to be run again by the next attempt. */
    void giveBack(JobId id, int attempt, int failures) {
        int rows =
                jdbc.sql(GIVE_BACK)
                        .param("id", id.value())
                        .param("attempt", attempt)
                        .param("failures", failures)
                        .update();
        requireCurrent(rows, id, attempt);
    }

    private static final String PROGRESS =
            """
            update job set metadata = metadata || jsonb_build_object('progress', cast(:percent as integer))
            where id = :id and attempt = :attempt and state = 'executing'
            """;

    void progress(JobId id, int attempt, int percent) {
        int rows =
                jdbc.sql(PROGRESS)
                        .param("id", id.value())
                        .param("attempt", attempt)
                        .param("percent", percent)
                        .update();
        requireCurrent(rows, id, attempt);
    }

    private static void requireCurrent(int rows, JobId id, int attempt) {
        if (rows == 0) {
            throw new StaleAttemptException(id, attempt);
        }
    }
}
