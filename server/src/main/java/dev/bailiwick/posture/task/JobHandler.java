package dev.bailiwick.posture.task;

/** Does the work of all jobs of one name. A bean; called in the scope of the job's tenant. */
public interface JobHandler {

    /** The name of the jobs this one runs, as the API shows it. */
    String name();

    /**
     * Does the work, or goes on with it: an earlier attempt may have been cut off anywhere between
     * its transactions. Called outside any transaction; everything written goes through {@link
     * JobRun#inTransaction}, so that an attempt that was given up for dead writes nothing.
     *
     * @throws Exception to be tried again later, a bounded number of times
     */
    JobOutcome run(JobRun run) throws Exception;
}
