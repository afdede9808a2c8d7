package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.ingestion.ScanIntake;
import dev.bailiwick.posture.ingestion.ScanResults;
import dev.bailiwick.posture.jsonapi.error.ApiException;
import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.provider.ProviderScan;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.ScannerBusyException;
import dev.bailiwick.posture.scan.engine.Scanners;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;
import dev.bailiwick.posture.task.attempt.TimeLimits;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Makes a scan that was ordered, when it is its turn. What the scanner finds is safe before it is
 * written; an attempt that was cut off before begins the scan anew, one that was cut off later only
 * goes on writing.
 */
@Component
public final class ScanWork {

    private static final Logger log = LoggerFactory.getLogger(ScanWork.class);

    private static final int LONGEST_WAIT_SECONDS = 60;

    private static final Duration UNTIL_THERE_IS_ROOM = Duration.ofSeconds(30);

    /** As long as most attempts may take; then whoever has ordered the scan is told. */
    private static final Duration LONGEST_PUT_OFF = TimeLimits.USUAL.hard();

    private final ScanTurns turns;
    private final OrderedCredentials credentials;
    private final Scanners scanners;
    private final ScanResults results;
    private final Providers providers;

    ScanWork(
            ScanTurns turns,
            OrderedCredentials credentials,
            Scanners scanners,
            ScanResults results,
            Providers providers) {
        this.turns = turns;
        this.credentials = credentials;
        this.scanners = scanners;
        this.results = results;
        this.providers = providers;
    }

    /**
     * @param begun told of the scan in the transaction in which it begins, in each attempt
     */
    public JobOutcome run(JobRun run, Consumer<ProviderScan> begun) throws InterruptedException {
        ProviderScan scan = ProviderScan.of(run);
        Turn turn =
                run.inTransaction(
                        () -> {
                            Turn taken = turns.take(scan.provider(), scan.scan());
                            if (taken instanceof Turn.Open) {
                                begun.accept(scan);
                            }
                            return taken;
                        });
        return switch (turn) {
            case Turn.Open open -> make(run, open);
            // the next one in line looks every second, the others less often
            case Turn.Behind(int scans) ->
                    JobOutcome.later(Duration.ofSeconds(Math.min(scans, LONGEST_WAIT_SECONDS)));
            case Turn.Made() -> JobOutcome.done();
            case Turn.Off(String reason) -> JobOutcome.failed(reason);
        };
    }

    private JobOutcome make(JobRun run, Turn.Open turn) throws InterruptedException {
        try {
            if (!run.inTransaction(() -> results.areTakenIn(turn.scan()))) {
                scan(run, credentials.order(run, turn));
            }
        } catch (ScanFailedException e) {
            return notMade(run, turn, e);
        } catch (ScannerBusyException e) {
            return putOff(run, turn, e);
        }
        JobOutcome outcome = results.write(run, turn.scan());
        if (outcome instanceof JobOutcome.Done(var result)) {
            log.info(
                    "Scan {} of provider {} ({}) is completed: {} findings",
                    turn.scan(),
                    turn.account().provider(),
                    turn.account().kind().word(),
                    result.get("findings"));
        }
        return outcome;
    }

    private void scan(JobRun run, ScanOrder order) throws InterruptedException {
        ProviderAccount account = order.account();
        ScanIntake intake =
                results.begin(run, order.scan(), account.provider(), account.kind(), account.uid());
        Output output = new Output(intake);
        Beat.Signs signs =
                new Beat.Signs(
                        run::inTransaction,
                        percent -> {
                            run.progress(percent);
                            turns.progress(order.scan(), percent);
                        },
                        intake::touch);
        try (var _ = Beat.of(signs, output::percent)) {
            scanners.of(account.kind()).scan(order, output);
        }
        intake.accept();
        run.inTransaction(() -> providers.connection(account.provider(), true));
    }

    /** Whichever process serves the queue takes it up then; it keeps its turn. */
    private JobOutcome putOff(JobRun run, Turn.Open turn, ScannerBusyException busy) {
        boolean waits =
                run.inTransaction(
                        () -> {
                            results.discard(turn.scan());
                            return turns.hasBegunWithin(LONGEST_PUT_OFF, turn.scan());
                        });
        return waits
                ? JobOutcome.later(UNTIL_THERE_IS_ROOM)
                : JobOutcome.failed(String.valueOf(busy.getMessage()));
    }

    private JobOutcome notMade(JobRun run, Turn.Open turn, ScanFailedException fault) {
        if (!fault.isConnected()) {
            run.inTransaction(() -> providers.connection(turn.account().provider(), false));
        }
        return JobOutcome.failed(String.valueOf(fault.getMessage()));
    }

    /**
     * Part of the transaction that lets the scan's job begin anew.
     *
     * @throws ApiException while what was accepted before is still there: it is being cleared away,
     *     and an attempt would go on writing where that has removed half
     */
    public void retried(Map<String, String> args) {
        if (results.areTakenIn(ProviderScan.of(args).scan())) {
            throw ApiException.conflict(
                    "/data",
                    "What the scan had found is still being cleared away. Try again in some"
                            + " minutes.");
        }
    }

    /** Part of the transaction that ends the scan's job. */
    public void failed(Map<String, String> args, String reason) {
        UUID scan = ProviderScan.of(args).scan();
        results.discard(scan);
        turns.end(scan, "failed", reason);
    }

    /** As {@link #failed(Map, String)}. */
    public void cancelled(Map<String, String> args) {
        UUID scan = ProviderScan.of(args).scan();
        results.discard(scan);
        turns.end(scan, "cancelled", "The scan has been cancelled.");
    }
}
