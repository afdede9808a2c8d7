package dev.bailiwick.checks;

import dev.bailiwick.checks.files.Dockerfiles;
import dev.bailiwick.checks.files.Manifests;
import dev.bailiwick.checks.resource.Format;
import dev.bailiwick.checks.resource.Resource;
import dev.bailiwick.checks.resource.Source;
import dev.bailiwick.checks.resource.Unread;
import dev.bailiwick.checks.resource.UnreadableException;
import dev.bailiwick.checks.terraform.TerraformModule;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds a check against its own examples. */
final class Trial {

    private Trial() {}

    /** What the examples of {@code rule} say it does and it does not; empty if all is well. */
    static List<CheckFault> of(Rule rule) {
        var faults = new ArrayList<CheckFault>();
        for (Example example : rule.examples()) {
            try {
                List<CheckResult> results =
                        resources(rule.check().format(), example.text()).stream()
                                .map(resource -> rule.judge(resource, Bindings.of(resource)))
                                .filter(Objects::nonNull)
                                .toList();
                if (!asExpected(example.expected(), results)) {
                    faults.add(fault(example, rule, said(results)));
                }
            } catch (UnreadableException e) {
                String reason = "the example cannot be read: " + e.getMessage();
                int line = example.line() + Math.max(1, e.line());
                faults.add(new CheckFault(example.file(), line, 1, reason));
            }
        }
        return faults;
    }

    private static CheckFault fault(Example example, Rule rule, String said) {
        String expected = example.expected().name().toLowerCase(Locale.ROOT);
        return new CheckFault(
                example.file(),
                example.line(),
                1,
                "an example under '" + expected + "' of " + rule.check().id() + ": " + said);
    }

    private static String said(List<CheckResult> results) {
        return results.isEmpty()
                ? "the check has nothing to say of it"
                : results.stream()
                        .map(result -> result.verdict() + ", " + result.text())
                        .collect(Collectors.joining(" "));
    }

    private static boolean asExpected(Example.Expected expected, List<CheckResult> results) {
        Set<Verdict> verdicts = EnumSet.noneOf(Verdict.class);
        results.forEach(result -> verdicts.add(result.verdict()));
        return switch (expected) {
            case PASSES -> verdicts.equals(EnumSet.of(Verdict.PASS));
            case FAILS -> verdicts.contains(Verdict.FAIL);
            case MANUAL -> verdicts.contains(Verdict.MANUAL) && !verdicts.contains(Verdict.FAIL);
            case SKIPS -> verdicts.isEmpty();
        };
    }

    private static List<Resource> resources(Format format, String text) throws UnreadableException {
        return switch (format) {
            case KUBERNETES -> Manifests.read(new Source("example.yaml", text));
            case DOCKERFILE -> List.of(Dockerfiles.read(new Source("Dockerfile", text)));
            case TERRAFORM -> terraform(text);
        };
    }

    private static List<Resource> terraform(String text) throws UnreadableException {
        var unread = new ArrayList<Unread>();
        List<Resource> resources =
                TerraformModule.read(List.of(new Source("example.tf", text)), unread::add);
        if (!unread.isEmpty()) {
            throw new UnreadableException(unread.getFirst().line(), unread.getFirst().reason());
        }
        return resources;
    }
}
