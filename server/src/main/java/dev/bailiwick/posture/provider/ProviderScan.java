package dev.bailiwick.posture.provider;

import dev.bailiwick.posture.task.JobRequest;
import dev.bailiwick.posture.task.attempt.JobRun;

import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** A scan and the provider that it is of, as the jobs about a scan are told of them. */
public record ProviderScan(UUID provider, UUID scan) {

    /** The argument that names the scan, for statements that look for such jobs. */
    public static final String SCAN = "scan_id";

    public ProviderScan {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(scan, "scan");
    }

    /**
     * @throws IllegalArgumentException if the job is not about a scan
     */
    public static ProviderScan of(JobRun run) {
        return new ProviderScan(run.provider(), run.uuid(SCAN));
    }

    /** From the arguments of a job about a scan. */
    public static ProviderScan of(Map<String, String> args) {
        return new ProviderScan(uuid(args, JobRun.PROVIDER), uuid(args, SCAN));
    }

    private static UUID uuid(Map<String, String> args, String name) {
        return UUID.fromString(Objects.requireNonNull(args.get(name), name));
    }

    /**
     * A job about the scan. Nobody's: what a scan finds is the tenant's, whoever ordered it and is
     * no longer there, and it need not begin anew whenever authority changes.
     */
    public JobRequest job(String name) {
        return JobRequest.of(name).with(SCAN, scan).about(provider).withoutPrincipal();
    }
}
