package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.Severity;
import dev.bailiwick.checks.resource.Unread;

import java.util.Map;

/** How what a directory is found to hold is written down, one after the other. */
sealed interface Shown permits ShownAsText, ShownAsJson {

    /** One that fails, or that somebody has to look at. */
    void result(CheckResult result);

    /**
     * @param allowed whether it need not be readable
     */
    void unread(Unread what, boolean allowed);

    /** Comes last, whatever has come before. */
    void end(Sum sum);

    /**
     * How many there were.
     *
     * @param allowed of those that were not read
     */
    record Sum(Map<Severity, Integer> failed, int passed, int manual, int unread, int allowed) {

        int allFailed() {
            return failed.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
