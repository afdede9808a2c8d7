package dev.bailiwick.spring.start;

import dev.bailiwick.core.WallException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class WallFailureAnalyzer extends AbstractFailureAnalyzer<WallException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, WallException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                MigrationTool.at(cause)
                        .map(MigrationTool::mend)
                        .orElse(
                                "Apply the SQL that WallSql generates for this wall as the owner of"
                                    + " the tables, and log in as the app role. A table that is not"
                                    + " declared yet belongs into the Wall bean."),
                cause);
    }
}
