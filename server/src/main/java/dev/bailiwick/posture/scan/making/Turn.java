package dev.bailiwick.posture.scan.making;

import dev.bailiwick.posture.provider.ProviderAccount;
import dev.bailiwick.posture.scan.engine.Choice;

import java.util.Objects;
import java.util.UUID;

/** Whether a scan that was ordered may be made now. */
sealed interface Turn {

    /** It is its turn, and stays so until its job is over. */
    record Open(UUID scan, ProviderAccount account, Choice choice) implements Turn {}

    /**
     * Others of its provider come first.
     *
     * @param scans how many; at least one
     */
    record Behind(int scans) implements Turn {}

    /** It has been made by an earlier attempt. */
    record Made() implements Turn {}

    /**
     * It will not be made.
     *
     * @param reason a sentence
     */
    record Off(String reason) implements Turn {

        public Off {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
