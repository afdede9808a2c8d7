package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.Check;
import dev.bailiwick.checks.Verdict;
import dev.bailiwick.checks.resource.Unread;

/**
 * What is written of one result.
 *
 * @param place what the resource is called from scan to scan
 * @param namespace empty where there are none
 * @param line counted from 1; 0 where there is none
 */
record Finding(
        Check check,
        Verdict verdict,
        String said,
        String place,
        String name,
        String type,
        String namespace,
        String file,
        int line) {

    static Finding unread(Check check, String said, String place, Unread unread) {
        return new Finding(
                check,
                Verdict.MANUAL,
                said,
                place,
                unread.file(),
                "Source",
                "",
                unread.file(),
                unread.line());
    }
}
