package dev.bailiwick.posture.task.job;

import org.springframework.modulith.NamedInterface;

import java.util.Objects;
import java.util.UUID;

/** Identifies one job; the id of its task in the API. */
@NamedInterface("job")
public record JobId(UUID value) {

    public JobId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
