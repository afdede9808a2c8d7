package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault.Severity;

import java.util.Locale;

/** For people: one block for each finding, and a line that sums up. */
final class TextReport {

    private TextReport() {}

    static String of(Audit audit) {
        StringBuilder text = new StringBuilder();
        audit.findings().forEach(finding -> text.append(block(finding)));
        String who = String.join(" and ", audit.roles());
        if (audit.findings().isEmpty()) {
            return "Clean: %s is as declared in %s, seen as %s.\n"
                    .formatted(audit.database(), audit.origin(), who);
        }
        return text.append(
                        "%s, %s, %d suppressed; %s against %s, seen as %s.\n"
                                .formatted(
                                        count(audit.open(Severity.ERROR), "error"),
                                        count(audit.open(Severity.WARNING), "warning"),
                                        audit.suppressed(),
                                        audit.database(),
                                        audit.origin(),
                                        who))
                .toString();
    }

    private static String block(Finding finding) {
        Rule rule = Rule.of(finding.fault().id()).orElseThrow();
        StringBuilder text = new StringBuilder();
        String level =
                finding.open()
                        ? finding.fault().severity().name().toLowerCase(Locale.ROOT)
                        : "suppressed";
        text.append("%s %s: %s\n".formatted(level, rule.id(), finding.fault()));
        finding.suppression()
                .ifPresentOrElse(
                        suppression ->
                                text.append(
                                        "    until %s: %s\n"
                                                .formatted(
                                                        suppression.expires(),
                                                        suppression.reason())),
                        () -> text.append("    %s %s\n".formatted(rule.why(), rule.remedy())));
        finding.place().ifPresent(place -> text.append("    at ").append(place).append('\n'));
        return text.append("    fingerprint ")
                .append(finding.fingerprint())
                .append('\n')
                .toString();
    }

    private static String count(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }
}
