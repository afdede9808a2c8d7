package dev.bailiwick.posture.scan.engine;

import java.util.List;

/** What of an account is to be scanned; an empty list leaves nothing out. */
public record Choice(
        List<String> checks, List<String> services, List<String> regions, List<String> severities) {

    /** Everything. */
    public static final Choice ALL = new Choice(List.of(), List.of(), List.of(), List.of());

    public Choice {
        checks = List.copyOf(checks);
        services = List.copyOf(services);
        regions = List.copyOf(regions);
        severities = List.copyOf(severities);
    }
}
