package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Brings one declared table or view to its declaration: only the parts that differ. */
final class TableStep {

    private static final Set<Check> SWITCHES =
            EnumSet.of(Check.ROW_SECURITY_OFF, Check.ROW_SECURITY_NOT_FORCED, Check.VIEW_DEFINER);
    private static final Set<Check> POLICIES =
            EnumSet.of(Check.POLICY_MISSING, Check.POLICY_EXTRA, Check.POLICY_DIFFERS);
    private static final Set<Check> GRANTS = EnumSet.of(Check.GRANT_MISSING, Check.GRANT_EXTRA);

    private final LiveTable table;
    private final Live live;
    private final List<String> statements;
    private final List<Fault> faults;

    /**
     * @param faults of this table
     */
    TableStep(Wall wall, Table declared, LiveTable table, Live live, List<Fault> faults) {
        this.table = table;
        this.live = live;
        this.statements =
                Stream.of(WallSql.table(wall, declared).split("(?<=;\n)"))
                        .map(statement -> statement.replaceFirst("^(--.*\n)+", ""))
                        .filter(statement -> !statement.isBlank())
                        .toList();
        this.faults = faults.stream().filter(TableStep::mends).toList();
    }

    /** Whether such a fault is one of those that a step takes care of. */
    static boolean mends(Fault fault) {
        return Stream.of(SWITCHES, POLICIES, GRANTS)
                .flatMap(Set::stream)
                .anyMatch(check -> check.found(fault));
    }

    Step step() {
        StringBuilder up = new StringBuilder();
        StringBuilder down = new StringBuilder();
        List<String> dangers = new ArrayList<>();
        if (concerns(SWITCHES)) {
            statements("alter ").forEach(up::append);
            down.append(table.restore());
        }
        if (concerns(POLICIES)) {
            policies(up, down, dangers);
        }
        if (concerns(GRANTS)) {
            grants(up, down, dangers);
        }
        return new Step(
                table.object(),
                faults.stream().map(Fault::message).toList(),
                dangers,
                up.toString(),
                down.toString());
    }

    private void policies(StringBuilder up, StringBuilder down, List<String> dangers) {
        List<LivePolicy> old = live.policiesOf(table.label());
        List<String> wanted = statements("create policy ");
        old.forEach(policy -> up.append(policy.drop()));
        wanted.forEach(up::append);
        for (String statement : wanted) {
            down.append("drop policy %s on %s;\n".formatted(statement.split(" ")[2], table.sql()));
        }
        old.forEach(policy -> down.append(policy.create()));
        old.stream()
                .filter(policy -> !policy.generated())
                .forEach(
                        policy -> dangers.add("the policy %s is dropped".formatted(policy.name())));
    }

    private void grants(StringBuilder up, StringBuilder down, List<String> dangers) {
        List<LiveGrant> old = live.grantsOn(table.object());
        old.stream().map(LiveGrant::revokeAll).distinct().forEach(up::append);
        statements("grant ").forEach(up::append);
        Stream.concat(
                        old.stream().map(LiveGrant::revokeAll),
                        statements("grant ").stream().map(this::revoke))
                .distinct()
                .forEach(down::append);
        old.forEach(grant -> down.append(grant.grant()));
        faults.stream()
                .filter(Check.GRANT_EXTRA::found)
                .forEach(fault -> dangers.add("is revoked: " + fault.message()));
    }

    private String revoke(String grant) {
        String grantee = grant.substring(grant.lastIndexOf(" to ") + 4, grant.lastIndexOf(';'));
        return "revoke all on %s from %s;\n".formatted(table.sql(), grantee);
    }

    private boolean concerns(Set<Check> checks) {
        return faults.stream()
                .anyMatch(fault -> checks.stream().anyMatch(check -> check.found(fault)));
    }

    private List<String> statements(String beginning) {
        return statements.stream().filter(statement -> statement.startsWith(beginning)).toList();
    }
}
