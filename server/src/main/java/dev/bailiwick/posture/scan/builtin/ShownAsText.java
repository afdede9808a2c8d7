package dev.bailiwick.posture.scan.builtin;

import dev.bailiwick.checks.CheckResult;
import dev.bailiwick.checks.Verdict;
import dev.bailiwick.checks.resource.Unread;

import java.io.PrintWriter;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A line for each, for people. */
record ShownAsText(PrintWriter out) implements Shown {

    @Override
    public void result(CheckResult result) {
        boolean failed = result.verdict() == Verdict.FAIL;
        out.printf(
                "%-13s %s:%d  %s  [%s]%n",
                failed ? result.check().severity().word() : "to look at",
                Texts.shown(result.resource().file()),
                result.line(),
                Texts.shown(result.text()),
                result.check().id());
    }

    @Override
    public void unread(Unread what, boolean allowed) {
        out.printf(
                "%-13s %s:%d  %s%s%n",
                "not examined",
                Texts.shown(what.file()),
                what.line(),
                Texts.shown(what.reason()),
                allowed ? " (allowed)" : "");
    }

    @Override
    public void end(Sum sum) {
        String bySeverity =
                new TreeMap<>(sum.failed())
                        .entrySet().stream()
                                .map(each -> each.getValue() + " " + each.getKey().word())
                                .collect(Collectors.joining(", "));
        out.printf(
                "%d failed%s, %d passed, %d to look at, %d not examined%s%n",
                sum.allFailed(),
                bySeverity.isEmpty() ? "" : " (" + bySeverity + ")",
                sum.passed(),
                sum.manual(),
                sum.unread(),
                sum.allowed() == 0 ? "" : " (%d of them allowed)".formatted(sum.allowed()));
        out.flush();
    }
}
