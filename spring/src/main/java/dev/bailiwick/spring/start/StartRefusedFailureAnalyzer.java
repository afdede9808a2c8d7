package dev.bailiwick.spring.start;

import dev.bailiwick.spring.start.StartRefusedException.Fault;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

import java.util.List;

final class StartRefusedFailureAnalyzer extends AbstractFailureAnalyzer<StartRefusedException> {

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, StartRefusedException cause) {
        List<String> mends = cause.faults().stream().map(Fault::mend).distinct().toList();
        return new FailureAnalysis(cause.getMessage(), String.join("%n".formatted(), mends), cause);
    }
}
