package dev.bailiwick.posture.ingestion.writing;

import dev.bailiwick.posture.ingestion.ocsf.Account;
import dev.bailiwick.posture.ingestion.ocsf.OcsfFinding;
import dev.bailiwick.posture.provider.Providers;

import org.springframework.jdbc.core.simple.JdbcClient;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Writes the findings of one file, set by set. Remembers what it has stored, so a set that was
 * rolled back needs a new writer. Not for use by several threads.
 */
final class FindingWriter {

    /** Uids of resources, of all accounts of the file; those beyond are looked up again. */
    private static final long MOST_REMEMBERED = 50_000;

    private final Providers providers;
    private final Map<Account, Target> targets;
    private final boolean resumed;
    private final JdbcClient jdbc;
    private final Checks checks;
    private final Findings findings;
    private final Map<Target, SeenResources> resources = new HashMap<>();

    /**
     * @param targets of the accounts in the file; findings of others are passed over
     * @param resumed whether an earlier writer has written a part of the file
     */
    FindingWriter(
            JdbcClient jdbc, Providers providers, Map<Account, Target> targets, boolean resumed) {
        this.jdbc = jdbc;
        this.providers = providers;
        this.targets = Map.copyOf(targets);
        this.resumed = resumed;
        this.checks = new Checks(jdbc);
        this.findings = new Findings(jdbc);
    }

    /** Writes {@code set}; findings of a provider that was deleted meanwhile are passed over. */
    void write(List<OcsfFinding> set) {
        Map<Account, List<OcsfFinding>> byAccount =
                set.stream()
                        .filter(finding -> targets.containsKey(finding.account()))
                        .collect(
                                Collectors.groupingBy(
                                        OcsfFinding::account,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        byAccount.forEach(
                (account, part) -> {
                    Target target = targets.get(account);
                    if (target != null && providers.hold(target.provider())) {
                        write(target, part);
                    }
                });
    }

    private void write(Target target, List<OcsfFinding> part) {
        var checkIds = checks.ids(part.stream().map(OcsfFinding::check).toList());
        var resourceIds =
                resources
                        .computeIfAbsent(
                                target,
                                each ->
                                        new SeenResources(
                                                jdbc,
                                                each,
                                                resumed,
                                                MOST_REMEMBERED / targets.size()))
                        .ids(part.stream().map(OcsfFinding::resource).toList());
        findings.insert(
                target,
                part.stream()
                        .map(
                                finding ->
                                        new Findings.Row(
                                                finding,
                                                id(checkIds, finding.check()),
                                                id(resourceIds, finding.resource().uid())))
                        .toList());
    }

    private static <K> UUID id(Map<K, UUID> ids, K key) {
        UUID id = ids.get(key);
        if (id == null) {
            throw new IllegalStateException("Not stored: " + key);
        }
        return id;
    }
}
