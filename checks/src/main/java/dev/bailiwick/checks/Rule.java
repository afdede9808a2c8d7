package dev.bailiwick.checks;

import dev.bailiwick.checks.resource.Fields;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Unresolved;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A check and how it judges.
 *
 * @param applies whether it has anything to say of a resource; always, if absent
 * @param each the parts that are judged one by one; the resource as a whole, if absent
 */
record Rule(
        Check check,
        @Nullable Expression applies,
        @Nullable Expression each,
        Expression passes,
        List<Example> examples) {

    private static final int NAMED = 5;
    private static final int NAME_LENGTH = 100;

    /**
     * @return null if the check has nothing to say of this resource
     */
    @Nullable CheckResult judge(Resource resource, Map<String, Object> names) {
        if (resource.format() != check.format()
                || (!check.types().isEmpty() && !check.types().contains(resource.type()))) {
            return null;
        }
        var meter = new Meter();
        return ScopedValue.where(Environment.TEXTS, resource.texts())
                .where(Environment.METER, meter)
                .call(() -> judged(resource, names, meter));
    }

    private @Nullable CheckResult judged(
            Resource resource, Map<String, Object> names, Meter meter) {
        try {
            if (applies != null && !applies.truth(names, meter)) {
                return null;
            }
            if (each != null) {
                return parts(resource, names, each.list(names, meter), meter);
            }
            return passes.truth(names, meter)
                    ? passed(resource)
                    : failed(resource, List.of(), resource.line());
        } catch (UndecidedException e) {
            return undecided(resource, e);
        }
    }

    private CheckResult parts(
            Resource resource, Map<String, Object> names, List<Object> parts, Meter meter) {
        var failing = new ArrayList<Object>();
        UndecidedException open = null;
        var withIt = new HashMap<>(names);
        for (Object part : parts) {
            if (part instanceof Unresolved unresolved) {
                open = new UndecidedException(unresolved.what());
                continue;
            }
            withIt.put(Environment.IT, part);
            try {
                if (!passes.truth(withIt, meter)) {
                    failing.add(part);
                }
            } catch (UndecidedException e) {
                open = e;
                if (meter.isSpent()) {
                    break;
                }
            }
        }
        if (!failing.isEmpty()) {
            int line = line(failing.getFirst());
            return failed(resource, failing, line > 0 ? line : resource.line());
        }
        return open == null ? passed(resource) : undecided(resource, open);
    }

    private CheckResult passed(Resource resource) {
        return new CheckResult(
                check,
                resource,
                Verdict.PASS,
                resource.title() + ": " + check.title() + ".",
                resource.line());
    }

    private CheckResult failed(Resource resource, List<Object> failing, int line) {
        var parts = new StringBuilder();
        for (Object part : failing.subList(0, Math.min(NAMED, failing.size()))) {
            parts.append(parts.isEmpty() ? ": " : ", ").append(described(part));
        }
        if (failing.size() > NAMED) {
            parts.append(" and ").append(failing.size() - NAMED).append(" more");
        }
        return new CheckResult(
                check,
                resource,
                Verdict.FAIL,
                resource.title() + " " + check.problem() + parts + ".",
                line);
    }

    private CheckResult undecided(Resource resource, UndecidedException why) {
        return new CheckResult(
                check,
                resource,
                Verdict.MANUAL,
                resource.title()
                        + ": the file alone does not say whether this holds: "
                        + check.title()
                        + " ("
                        + why.getMessage()
                        + ").",
                resource.line());
    }

    private static int line(Object part) {
        return part instanceof Fields fields ? fields.line() : 0;
    }

    /** Names alone are told: what else is written there may be secret. */
    private static String described(Object part) {
        if (!(part instanceof Fields fields)) {
            return "a value";
        }
        String name = fields.text("name");
        String shown = name.length() > NAME_LENGTH ? name.substring(0, NAME_LENGTH) + "…" : name;
        if (fields.line() == 0) {
            return shown.isEmpty() ? "a part" : shown;
        }
        return (shown.isEmpty() ? "" : shown + " in ") + "line " + fields.line();
    }
}
