package dev.bailiwick.posture.task;

import dev.bailiwick.posture.access.Permission;
import dev.bailiwick.posture.task.attempt.JobHandler;
import dev.bailiwick.posture.task.attempt.JobOutcome;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Does what can be counted, in whatever process runs it, and slowly enough to be disturbed. */
@Component
public final class Effects implements JobHandler {

    public static final String NAME = "effects";

    /** How many steps, each a transaction of its own. */
    public static final String STEPS = "steps";

    /** A file without which it stops in the middle, and with its last transaction open. */
    public static final String GATE = "gate";

    private static final Duration STEP = Duration.ofMillis(150);

    private final JdbcClient jdbc;

    public Effects(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public static JobRequest of(int steps) {
        return JobRequest.of(NAME).with(STEPS, steps).with(GATE, "");
    }

    /** Which stops in the middle, and behind its last effect, until there is such a file. */
    public static JobRequest of(int steps, Path gate) {
        return JobRequest.of(NAME).with(STEPS, steps).with(GATE, gate.toString());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Permission permission() {
        return Permission.MANAGE_SCANS;
    }

    @Override
    public JobOutcome run(JobRun run) throws Exception {
        run.inTransaction(() -> note(run, "begun by " + ProcessHandle.current().pid()));
        int steps = Integer.parseInt(run.argument(STEPS));
        for (int step = done(run); step < steps; step++) {
            sleep(STEP);
            if (step == steps / 2) {
                passGate(run);
            }
            run.inTransaction(() -> note(run, "step"));
        }
        return run.finish(
                () -> {
                    note(run, "effect");
                    System.out.println("open " + run.id());
                    passGate(run);
                    return Map.of();
                });
    }

    /** What earlier attempts have committed, which is what a job goes on from. */
    private int done(JobRun run) {
        return run.inTransaction(
                () ->
                        jdbc.sql("select count(*) from check_metadata where check_id = ?")
                                .param(run.id() + " step")
                                .query(Integer.class)
                                .single());
    }

    private void note(JobRun run, String what) {
        jdbc.sql(
                        "insert into check_metadata (content_hash, check_id, metadata)"
                                + " values (uuid_send(?), ?, '{}')")
                .params(UUID.randomUUID(), run.id() + " " + what)
                .update();
    }

    private static void passGate(JobRun run) {
        String gate = run.argument(GATE);
        while (!gate.isEmpty() && !Files.exists(Path.of(gate))) {
            sleep(Duration.ofMillis(20));
        }
    }

    private static void sleep(Duration duration) {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
