package dev.bailiwick.cli.audit;

import dev.bailiwick.core.Fault.Severity;

import java.util.List;

/**
 * What an audit found.
 *
 * @param database its address, without credentials
 * @param origin where the wall was declared
 * @param roles that looked
 * @param findings sorted; suppressed ones among them
 */
record Audit(String database, String origin, List<String> roles, List<Finding> findings) {

    long open(Severity severity) {
        return findings.stream()
                .filter(Finding::open)
                .filter(finding -> finding.fault().severity() == severity)
                .count();
    }

    long suppressed() {
        return findings.stream().filter(finding -> !finding.open()).count();
    }
}
