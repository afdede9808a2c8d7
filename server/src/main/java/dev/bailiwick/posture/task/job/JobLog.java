package dev.bailiwick.posture.task.job;

/** Names of the fields that every line logged by a job carries. */
public final class JobLog {

    public static final String CORRELATION = "correlation_id";
    public static final String JOB = "job_id";

    private JobLog() {}
}
