package dev.bailiwick.posture.task;

/** Names of the fields that every line logged by a job carries. */
final class JobLog {

    static final String CORRELATION = "correlation_id";
    static final String JOB = "job_id";

    private JobLog() {}
}
