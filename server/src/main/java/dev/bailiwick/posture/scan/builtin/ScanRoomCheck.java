package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.posture.edge.health.Check;
import dev.bailiwick.posture.edge.health.Status;

import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Whether scans go on in this process that were given up: in the end others find no room there. */
@Component
@Order(4)
final class ScanRoomCheck implements Check {

    private final ScanRoom room;

    ScanRoomCheck(ScanRoom room) {
        this.room = room;
    }

    @Override
    public String name() {
        return "scans:givenUp";
    }

    @Override
    public Result look() {
        long scans = room.givenUp();
        return scans == 0
                ? Result.pass(0, "scans")
                : new Result(
                        Status.WARN,
                        scans,
                        "scans",
                        "Checks do not end that were given up, and others are put off where they"
                                + " take up the room. If that lasts, start this process anew.");
    }
}
