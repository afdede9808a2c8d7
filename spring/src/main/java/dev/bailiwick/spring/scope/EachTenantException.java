package dev.bailiwick.spring.scope;

import dev.bailiwick.core.TenantId;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Work for each tenant failed for some; the others had their turn. */
public final class EachTenantException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Map<TenantId, Exception> failures;

    /**
     * @param failures by tenant; not empty. All of them are suppressed exceptions of this one
     */
    EachTenantException(String work, int tenants, Map<TenantId, Exception> failures) {
        super(
                "%s failed for %d of %d tenants: %s"
                        .formatted(work, failures.size(), tenants, named(failures)));
        this.failures = Map.copyOf(failures);
        failures.values().forEach(this::addSuppressed);
    }

    public Map<TenantId, Exception> failures() {
        return failures;
    }

    private static String named(Map<TenantId, Exception> failures) {
        Map<String, String> sorted =
                failures.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        failure -> failure.getKey().toString(),
                                        failure -> failure.getValue().toString(),
                                        (a, b) -> a,
                                        TreeMap::new));
        return String.join(
                "; ",
                List.copyOf(
                        sorted.entrySet().stream()
                                .map(failure -> failure.getKey() + ": " + failure.getValue())
                                .toList()));
    }
}
