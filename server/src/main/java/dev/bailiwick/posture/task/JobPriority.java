package dev.bailiwick.posture.task;

/** Whether a job comes before or behind other jobs. It never keeps those from coming at all. */
public enum JobPriority {
    LOW(-1),
    NORMAL(0),
    HIGH(1);

    private final int urgency;

    JobPriority(int urgency) {
        this.urgency = urgency;
    }

    /** As the database has it. */
    int urgency() {
        return urgency;
    }
}
