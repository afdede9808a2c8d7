package dev.bailiwick.posture.task.job;

import org.springframework.modulith.NamedInterface;

/** Whether a job comes before or behind other jobs. It never keeps those from coming at all. */
@NamedInterface("job")
public enum JobPriority {
    LOW(-1),
    NORMAL(0),
    HIGH(1);

    private final int urgency;

    JobPriority(int urgency) {
        this.urgency = urgency;
    }

    /** As the database has it. */
    public int urgency() {
        return urgency;
    }
}
