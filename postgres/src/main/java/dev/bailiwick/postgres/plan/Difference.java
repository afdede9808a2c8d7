package dev.bailiwick.postgres.plan;

import dev.bailiwick.core.Fault;
import dev.bailiwick.postgres.Check;
import dev.bailiwick.postgres.Table;
import dev.bailiwick.postgres.Wall;
import dev.bailiwick.postgres.WallSql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns faults into steps: those that the owner of the tables can take. */
final class Difference {

    private final Wall wall;
    private final List<Fault> faults;
    private final Connection connection;

    Difference(Wall wall, List<Fault> faults, Connection connection) {
        this.wall = wall;
        this.faults = faults;
        this.connection = connection;
    }

    WallPlan plan() throws SQLException {
        Live live = Live.read(wall, connection);
        Set<Fault> mended = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        for (Map.Entry<String, List<Fault>> about : byObject().entrySet()) {
            Optional<Step> step = tableStep(live, about.getKey(), about.getValue());
            if (step.isEmpty()) {
                step =
                        about.getKey().startsWith("sequence ")
                                ? sequenceStep(live, about.getKey(), about.getValue())
                                : grantStep(live, about.getKey(), about.getValue());
            }
            step.ifPresent(
                    taken -> {
                        steps.add(taken);
                        about.getValue().stream().filter(TableStep::mends).forEach(mended::add);
                    });
        }
        steps.sort(Comparator.comparing((Step step) -> step.dangers().isEmpty()));
        Surroundings surroundings = Surroundings.read(wall, faults, connection);
        AnnexSteps annex = AnnexSteps.read(wall, faults, connection);
        steps.addAll(0, annex.functions());
        steps.addAll(0, surroundings.steps());
        steps.addAll(0, annex.tables());
        mended.addAll(surroundings.mended());
        mended.addAll(annex.mended());
        List<Fault> rest = faults.stream().filter(fault -> !mended.contains(fault)).toList();
        return new WallPlan(WallPlan.BACK, steps, rest, Administration.of(wall, rest, connection));
    }

    private Map<String, List<Fault>> byObject() {
        Map<String, List<Fault>> byObject = new TreeMap<>();
        faults.forEach(
                fault ->
                        byObject.computeIfAbsent(fault.object(), _ -> new ArrayList<>())
                                .add(fault));
        return byObject;
    }

    private Optional<Step> tableStep(Live live, String object, List<Fault> about) {
        if (about.stream().noneMatch(TableStep::mends)) {
            return Optional.empty();
        }
        for (Table table : wall.tables()) {
            Optional<LiveTable> found = live.table(wall.label(table));
            if (found.isPresent() && object.equals(found.get().object())) {
                return Optional.of(new TableStep(wall, table, found.get(), live, about).step());
            }
        }
        return Optional.empty();
    }

    /** Of partitions, and of what is not declared: nobody is to have anything on them. */
    private static Optional<Step> grantStep(Live live, String object, List<Fault> about) {
        List<Fault> extra = about.stream().filter(Check.GRANT_EXTRA::found).toList();
        List<LiveGrant> grants = live.grantsOn(object);
        if (extra.isEmpty() || grants.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Step(
                        object, messages(extra), revoked(extra), revoking(grants), giving(grants)));
    }

    /** Who draws numbers: those that are declared, and nobody else. */
    private Optional<Step> sequenceStep(Live live, String object, List<Fault> about) {
        List<Fault> mended = about.stream().filter(TableStep::mends).toList();
        if (mended.isEmpty()) {
            return Optional.empty();
        }
        List<LiveGrant> grants = live.grantsOn(object);
        String wanted = WallSql.sequences(wall).getOrDefault(object, "");
        List<Fault> extra = mended.stream().filter(Check.GRANT_EXTRA::found).toList();
        String back =
                wanted.replace("grant usage on", "revoke all on").replace(" to ", " from ")
                        + giving(grants);
        return Optional.of(
                new Step(
                        object, messages(mended), revoked(extra), revoking(grants) + wanted, back));
    }

    private static List<String> messages(List<Fault> faults) {
        return faults.stream().map(Fault::message).toList();
    }

    private static List<String> revoked(List<Fault> extra) {
        return extra.stream().map(fault -> "is revoked: " + fault.message()).toList();
    }

    private static String revoking(List<LiveGrant> grants) {
        return grants.stream().map(LiveGrant::revokeAll).distinct().collect(Collectors.joining());
    }

    private static String giving(List<LiveGrant> grants) {
        return grants.stream().map(LiveGrant::grant).collect(Collectors.joining());
    }
}
