package dev.bailiwick.spring.request;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

final class UndeclaredEndpointsFailureAnalyzer
        extends AbstractFailureAnalyzer<UndeclaredEndpointsException> {

    @Override
    protected @Nullable FailureAnalysis analyze(
            Throwable rootFailure, UndeclaredEndpointsException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Put @RequiresPermission(\"…\"), @AnyMember or @Anonymous on each of these methods"
                        + " or on its class. For a library's, which cannot be annotated, say it by"
                        + " bailiwick.endpoint.<package or class>.",
                cause);
    }
}
