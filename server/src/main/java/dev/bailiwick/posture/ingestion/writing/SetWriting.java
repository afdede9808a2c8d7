package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.writing.FindingSets.FindingSet;
import dev.bailiwick.posture.provider.Providers;
import dev.bailiwick.posture.task.attempt.JobRun;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Writes the findings of a file, a set of them in each transaction. */
@Component
final class SetWriting {

    private final JdbcClient jdbc;
    private final Providers providers;
    private final Chunks chunks;
    private final Progress progress;

    SetWriting(JdbcClient jdbc, Providers providers, Chunks chunks, Progress progress) {
        this.jdbc = jdbc;
        this.providers = providers;
        this.chunks = chunks;
        this.progress = progress;
    }

    /** Answers false if the server stops before the end. */
    boolean write(JobRun run, OpenFile file) {
        Progress.Written before = file.before();
        run.progress(file.percent(before.written()));
        return before.isAll() || writeRest(run, file);
    }

    private boolean writeRest(JobRun run, OpenFile file) {
        long written = file.before().written();
        var writer = new FindingWriter(jdbc, providers, file.targets(), written > 0);
        try (FindingSets sets =
                new FindingSets(chunks.findings(file.id()), written, file.before().total())) {
            while (true) {
                long before = written;
                FindingSet set = sets.next();
                run.inTransaction(
                        () -> {
                            writer.write(set.findings());
                            run.progress(file.percent(set.end()));
                            progress.advance(file.id(), before, set.end(), set.findings().size());
                        });
                written = set.end();
                if (set.last()) {
                    return true;
                }
                if (run.stopping()) {
                    return false;
                }
            }
        }
    }
}
