package dev.bailiwick.posture.task.attempt;

import dev.bailiwick.posture.text.PlainText;

import org.springframework.modulith.NamedInterface;

import java.time.Duration;
import java.util.Map;

/**
 * How a run of a job ended. An exception is none of these: it is tried again, a few times, and its
 * text is shown to nobody, unless it was written for clients ({@link
 * dev.bailiwick.posture.jsonapi.error.ApiException}).
 */
@NamedInterface("attempt")
public sealed interface JobOutcome {

    /**
     * Completed.
     *
     * @param result what the API shows as the task's result, its texts {@linkplain PlainText made
     *     plain}; null values are allowed
     */
    @NamedInterface("attempt")
    record Done(Map<String, Object> result) implements JobOutcome {

        public Done {
            result = PlainText.within(result);
        }
    }

    /**
     * Not yet: the same job runs again, with the next attempt number. Any number of times.
     *
     * @param delay from now; zero is allowed
     */
    @NamedInterface("attempt")
    record Later(Duration delay) implements JobOutcome {

        public Later {
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay " + delay + " lies in the past");
            }
        }
    }

    /**
     * Failed for good: trying again would not help.
     *
     * @param reason for whoever started it, {@linkplain PlainText made plain}
     */
    @NamedInterface("attempt")
    record Failed(String reason) implements JobOutcome {

        public Failed {
            reason = PlainText.of(reason);
        }
    }

    static JobOutcome done() {
        return new Done(Map.of());
    }

    static JobOutcome done(Map<String, Object> result) {
        return new Done(result);
    }

    static JobOutcome later(Duration delay) {
        return new Later(delay);
    }

    static JobOutcome failed(String reason) {
        return new Failed(reason);
    }
}
