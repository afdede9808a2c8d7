package dev.bailiwick.cli.audit;

import java.util.List;
import java.util.Locale;

/** The page of the documentation that lists all findings, as the code knows them. */
final class FindingsPage {

    private FindingsPage() {}

    static String text(List<Rule> rules) {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Findings

                        What `bailiwick audit` can find, and what the gate stops an application for (errors only). The ids stay the
                        same from release to release. This page is generated (`-Ddocs=write`) and compared by a test.

                        | id | severity | why it matters | what to do |
                        |---|---|---|---|
                        """);
        for (Rule rule : rules) {
            page.append(
                    "| <a id=\"%1$s\"></a>`%1$s` | %2$s | %3$s | %4$s |\n"
                            .formatted(
                                    rule.id(),
                                    rule.severity().name().toLowerCase(Locale.ROOT),
                                    rule.why(),
                                    rule.remedy()));
        }
        return page.append(
                        """

                        ## The report as JSON

                        `--format json` prints one object: `database` and `declaration` (what was compared), `roles` (who looked),
                        `summary` (`errors`, `warnings`, `suppressed`) and `findings`. A finding has `id`, `severity`, `object`,
                        `message`, `why`, `remedy`, `fingerprint`; `place` (`file`, `line`, `column`) where the object is declared in a
                        file; `suppressed` (`reason`, `expires`) where a baseline accepts it. The fingerprint is made of id, object and
                        message: the same difference has the same one everywhere, another difference another one.

                        ## Accepting a finding for a time

                        `--baseline FILE` names a file of acceptances. Each has a reason and a last day, at most a year ahead; after it
                        the finding is back, together with `suppression-expired`.

                        ```yaml
                        suppressions:
                          - fingerprint: 5f0c3a1e9b7d2468
                            finding: grant-extra table customer
                            reason: until the old import is gone, SHOP-123
                            expires: 2027-01-31
                        ```
                        """)
                .toString();
    }
}
