package dev.bailiwick.posture.scan;

import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.scan.engine.ScanFailedException;
import dev.bailiwick.posture.scan.engine.ScanOrder;
import dev.bailiwick.posture.scan.engine.Scanners;
import dev.bailiwick.posture.task.JobHandler;
import dev.bailiwick.posture.task.JobOutcome;
import dev.bailiwick.posture.task.JobRun;

import org.springframework.stereotype.Component;

import java.time.Duration;
import java.util.UUID;

/** Makes a scan that was ordered, when it is its turn. */
@Component
final class ScanJob implements JobHandler {

    static final String NAME = "scan-perform";
    static final String SCAN = "scan_id";
    static final String PROVIDER = "provider_id";

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final ScanOrders orders;
    private final Scanners scanners;
    private final Providers providers;

    ScanJob(ScanOrders orders, Scanners scanners, Providers providers) {
        this.orders = orders;
        this.scanners = scanners;
        this.providers = providers;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JobOutcome run(JobRun run) {
        UUID provider = run.uuid(PROVIDER);
        UUID scan = run.uuid(SCAN);
        return switch (run.inTransaction(() -> orders.take(provider, scan))) {
            case Turn.Open(ScanOrder order) -> make(run, order);
            // the next one in line looks every second, the others less often
            case Turn.Behind(int scans) ->
                    JobOutcome.later(Duration.ofSeconds(Math.min(scans, LONGEST_WAIT_SECONDS)));
            case Turn.Made() -> JobOutcome.done();
            case Turn.Off(String reason) -> JobOutcome.failed(reason);
        };
    }

    private JobOutcome make(JobRun run, ScanOrder order) {
        try {
            scanners.of(order.account().kind());
            throw ScanFailedException.notConnected("The provider has no credentials.");
        } catch (ScanFailedException e) {
            run.inTransaction(
                    () -> {
                        orders.fail(order.scan(), String.valueOf(e.getMessage()));
                        if (!e.isConnected()) {
                            providers.connection(order.account().provider(), false);
                        }
                    });
            return JobOutcome.failed(String.valueOf(e.getMessage()));
        }
    }
}
