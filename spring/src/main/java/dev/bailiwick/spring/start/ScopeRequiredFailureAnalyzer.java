package dev.bailiwick.spring.start;

import dev.bailiwick.core.ScopeRequiredException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class ScopeRequiredFailureAnalyzer extends AbstractFailureAnalyzer<ScopeRequiredException> {

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, ScopeRequiredException cause) {
        return new FailureAnalysis(
                "The database was used during the start outside the scope that this needs: "
                        + cause.getMessage(),
                MigrationTool.at(cause)
                        .map(MigrationTool::mend)
                        .orElse(
                                "Enter a scope around the work: @InGlobalScope on the method for"
                                        + " global tables, @InEachTenant for all tenants in turn,"
                                        + " @InMaintenance with a reason on the maintenance pool."),
                cause);
    }
}
