package dev.bailiwick.posture.task;

import dev.bailiwick.posture.Eventually;
import dev.bailiwick.posture.Tenancy;
import dev.bailiwick.posture.TestServer;
import dev.bailiwick.posture.task.attempt.JobOutcome;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** What is put off, and what waits behind it. */
final class PutOffIT {

    private static final String NEVER = "1h";

    @Test
    void whatIsPutOffLeavesItsThreadToTheNextAtOnce(@TempDir Path room) {
        CountDownLatch last = new CountDownLatch(1);
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (TestServer server =
                TestServer.start(room.resolve("data"), Map.of("bailiwick.jobs.poll", NEVER))) {
            // who is not alone has half of the threads, two
            Tenancy.of(server);
            Tenancy acme = Tenancy.of(server);
            Jobs jobs = server.bean(Jobs.class);
            acme.inTransaction(() -> jobs.enqueue(holding(busy, release)));
            Eventually.passes(busy);

            acme.inTransaction(
                    () ->
                            Stream.concat(
                                            Stream.generate(PutOffIT::waiting).limit(40),
                                            Stream.of(opening(last)))
                                    .map(jobs::enqueue)
                                    .toList());

            Eventually.passes(last);
        } finally {
            release.countDown();
        }
    }

    private static JobRequest holding(CountDownLatch busy, CountDownLatch release) {
        return asks(
                _ -> {
                    busy.countDown();
                    release.await();
                    return JobOutcome.done();
                });
    }

    private static JobRequest waiting() {
        return asks(_ -> JobOutcome.later(Duration.ofHours(1)));
    }

    private static JobRequest opening(CountDownLatch last) {
        return asks(
                _ -> {
                    last.countDown();
                    return JobOutcome.done();
                });
    }

    private static JobRequest asks(Probe.Work work) {
        return Probe.asks(Probe.Elsewhere.NAME, work);
    }
}
